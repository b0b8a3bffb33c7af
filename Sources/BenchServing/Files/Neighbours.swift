internal import FlatProfile
internal import Host
internal import Threading

/// Which hardware address an address of the network has, as the kernel knows it from the wire (`/proc/net/arp`).
final class Neighbours: Sendable {
    private struct State {
        var table: [String: MACAddress] = [:]
        var read = MonotonicTime(nanoseconds: 0)
    }

    private let state = Locked(State())

    /// The hardware address behind an address; nil if it is not on the wire. What is read is good for a second.
    func mac(of address: String) -> MACAddress? {
        guard !address.isEmpty, !address.hasPrefix("127."), !address.contains(":") else { return nil }
        return state.withLock { state in
            if state.read + .seconds(1) < .now {
                state.table = Self.table(ProcFile.text(of: "/proc/thread-self/net/arp") ?? "")
                state.read = .now
            }
            return state.table[address]
        }
    }

    /// Lines such as `10.77.0.72  0x1  0x2  00:0e:08:aa:bb:01  *  lan0`; incomplete ones have flags 0x0.
    static func table(_ text: String) -> [String: MACAddress] {
        var table: [String: MACAddress] = [:]
        for line in text.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.count >= 4, fields[2] != "0x0", let mac = MACAddress(String(fields[3])), mac.bits != 0 else {
                continue
            }
            table[String(fields[0])] = mac
        }
        return table
    }
}
