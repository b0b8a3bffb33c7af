internal import Host

/// What a process must be allowed to do to serve TFTP and DHCP (capabilities(7)).
enum Rights {
    private static let needed: [(name: String, bit: UInt64, isForDHCP: Bool)] = [
        ("CAP_NET_BIND_SERVICE", 10, false), ("CAP_NET_ADMIN", 12, true), ("CAP_NET_RAW", 13, true),
    ]

    /// Throws the names of those that are missing.
    static func check(dhcp: Bool) throws(DnsmasqFault) {
        let status = ProcFile.text(of: "/proc/thread-self/status") ?? ""
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("CapEff:") }),
            let rights = UInt64(line.split(whereSeparator: \.isWhitespace).last ?? "", radix: 16)
        else { return }
        let missing = needed.filter { (dhcp || !$0.isForDHCP) && rights & 1 << $0.bit == 0 }.map(\.name)
        guard missing.isEmpty else { throw .noRight(missing.joined(separator: ", ")) }
    }
}
