private import Glibc

/// What an interface is made of, as the kernel tells in its files.
public struct InterfaceKind: Hashable, Sendable {
    /// The kernel's word (`DEVTYPE`): `vlan`, `bridge`, `bond`, `wlan`, `wireguard`; nil for a plain one.
    public var word: String?
    /// The number of its VLAN; nil if it is none.
    public var vlan: Int?
    /// Whether packets go into a tunnel: WireGuard, TUN, PPP or IPsec.
    public var isTunnel: Bool

    /// A kind of those parts.
    public init(word: String? = nil, vlan: Int? = nil, isTunnel: Bool = false) {
        self.word = word
        self.vlan = vlan
        self.isTunnel = isTunnel
    }

    /// The kind of an interface of this machine.
    public static func current(of interface: String) -> InterfaceKind {
        guard InterfaceFile.isName(interface) else { return InterfaceKind() }
        let word = ProcFile.text(of: InterfaceFile.path(of: interface, "uevent"), limit: 4096).flatMap(self.word)
        // TUN carries packets, TAP frames (IFF_TUN, `linux/if_tun.h`).
        let flags = ProcFile.line(of: InterfaceFile.path(of: interface, "tun_flags"))
            .flatMap { Int($0.dropFirst(2), radix: 16) }
        // ARPHRD_PPP, ARPHRD_NONE of WireGuard, XFRM and others without frames (`linux/if_arp.h`).
        let type = ProcFile.line(of: InterfaceFile.path(of: interface, "type"))
        return InterfaceKind(
            word: word, vlan: vlans(ProcFile.text(of: "/proc/net/vlan/config") ?? "")[interface],
            isTunnel: word == "wireguard" || type == "512" || flags.map { $0 & 1 != 0 } ?? false)
    }

    /// The value of `DEVTYPE` in a file `uevent`.
    static func word(_ text: String) -> String? {
        text.nonemptyLines.first { $0.hasPrefix("DEVTYPE=") }.map { String($0.dropFirst("DEVTYPE=".count)) }
    }

    /// The VLANs of `/proc/net/vlan/config`, whose lines are `eth0.7 | 7 | eth0` below two headings.
    static func vlans(_ text: String) -> [String: Int] {
        var vlans: [String: Int] = [:]
        for line in text.nonemptyLines {
            let columns = line.split(separator: "|", omittingEmptySubsequences: false).map { String($0.trimmed) }
            guard columns.count == 3, let number = Int(columns[1]), 0...4095 ~= number else { continue }
            vlans[columns[0]] = number
        }
        return vlans
    }
}

extension NetworkInterface {
    /// The number by which the kernel knows it (if_nametoindex(3)); nil if it has gone.
    public var index: UInt32? {
        let index = if_nametoindex(name)
        return index == 0 ? nil : index
    }
}
