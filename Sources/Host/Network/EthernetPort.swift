private import Glibc

/// What the driver of an interface tells (`SIOCETHTOOL`, `linux/ethtool.h`); virtual interfaces tell little or nothing.
public struct EthernetPort: Hashable, Sendable {
    /// Whether speed and duplex are agreed with the other end; nil if the driver does not tell.
    public var isAutonegotiated: Bool?
    /// The driver's own counters by the names that it gives them.
    public var statistics: [String: UInt64]

    /// A port of which nothing is known.
    public init(isAutonegotiated: Bool? = nil, statistics: [String: UInt64] = [:]) {
        self.isAutonegotiated = isAutonegotiated
        self.statistics = statistics
    }

    /// The port of an interface of this machine.
    public static func current(of interface: String) -> EthernetPort {
        guard InterfaceFile.isName(interface),
            let file = FileDescriptor(adopting: socket(AF_INET, datagram | Int32(SOCK_CLOEXEC.rawValue), 0))
        else { return EthernetPort() }
        return EthernetPort(
            isAutonegotiated: autonegotiation(file.number, interface), statistics: statistics(file.number, interface))
    }

    /// The first of those counters that the driver has. Drivers name one thing differently.
    public subscript(names: String...) -> UInt64? { names.lazy.compactMap { statistics[$0] }.first }

    /// `ETHTOOL_GSET`, which the kernel answers for every driver; autoneg is its 19th byte.
    private static func autonegotiation(_ socket: Int32, _ interface: String) -> Bool? {
        var command = number(0x1) + [UInt8](repeating: 0, count: 40)
        return ask(socket, interface, &command) ? command[18] == 1 : nil
    }

    /// `ETHTOOL_GSSET_INFO` for the number of counters, `ETHTOOL_GSTRINGS` for their names, `ETHTOOL_GSTATS` for their values.
    private static func statistics(_ socket: Int32, _ interface: String) -> [String: UInt64] {
        var info = number(0x37) + number(0) + number(2) + number(0) + number(0)
        guard ask(socket, interface, &info), info[8] & 2 != 0, let count = Netlink.number(info[16..<20]),
            1...4096 ~= count
        else { return [:] }
        // A driver may have got more counters since it was asked how many: there is room for some.
        let room = Int(count) + 64
        var names = number(0x1b) + number(1) + number(count) + [UInt8](repeating: 0, count: room * 32)
        var values = number(0x1d) + number(count) + [UInt8](repeating: 0, count: room * 8)
        guard ask(socket, interface, &names), ask(socket, interface, &values) else { return [:] }
        return counters(names: names[12...], values: values[8...], count: Int(count))
    }

    /// Names of 32 bytes each, ended by a zero byte, with numbers of 8 bytes.
    static func counters(names: ArraySlice<UInt8>, values: ArraySlice<UInt8>, count: Int) -> [String: UInt64] {
        var counters: [String: UInt64] = [:]
        for index in 0..<count {
            let name = names.dropFirst(index * 32).prefix(32).prefix { $0 != 0 }
            let value = values.dropFirst(index * 8).prefix(8)
            guard !name.isEmpty, value.count == 8 else { continue }
            counters[String(decoding: name, as: UTF8.self).trimmingBlanks] =
                value.reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        return counters
    }

    /// Hands a command to the driver (`struct ifreq`: the name in 16 bytes, then the address of the command).
    private static func ask(_ socket: Int32, _ interface: String, _ command: inout [UInt8]) -> Bool {
        var name = Array(interface.utf8)
        name += [UInt8](repeating: 0, count: 16 - name.count)
        return command.withUnsafeMutableBytes { command in
            let address = UInt(bitPattern: command.baseAddress)
            var request = name
            request += (0..<UInt(MemoryLayout<UInt>.size)).map { UInt8(truncatingIfNeeded: address >> ($0 * 8)) }
            request += [UInt8](repeating: 0, count: 40 - request.count)
            return request.withUnsafeMutableBytes { request in
                guard let base = request.baseAddress else { return false }
                return ioctl(socket, 0x8946, base) == 0
            }
        }
    }

    private static func number(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> UInt32($0 * 8)) }
    }
}

extension String {
    fileprivate var trimmingBlanks: String { String(self[...].trimmed) }
}
