/// What the kernel counted on one interface since it appeared.
public struct InterfaceCounters: Hashable, Sendable {
    /// The counters, named as the files below `/sys/class/net/…/statistics` are.
    public enum Counter: String, CaseIterable, Sendable {
        /// Bytes received.
        case receivedBytes = "rx_bytes"
        /// Packets received.
        case receivedPackets = "rx_packets"
        /// Received packets with any fault.
        case receiveErrors = "rx_errors"
        /// Received packets that were thrown away for want of room or of a taker.
        case receiveDrops = "rx_dropped"
        /// Received packets that overran a buffer.
        case receiveOverruns = "rx_fifo_errors"
        /// Received packets that did not end on a byte (alignment).
        case receiveFrameErrors = "rx_frame_errors"
        /// Received compressed packets.
        case receivedCompressed = "rx_compressed"
        /// Received packets to groups; broadcasts are not counted by themselves.
        case receivedMulticasts = "multicast"
        /// Received packets that were too short or too long.
        case receiveLengthErrors = "rx_length_errors"
        /// Received packets with a wrong check sum.
        case receiveChecksumErrors = "rx_crc_errors"
        /// Received packets that were too long for the receiver.
        case receiveOversizeErrors = "rx_over_errors"
        /// Packets that the receiver missed.
        case receiveMisses = "rx_missed_errors"
        /// Bytes sent.
        case sentBytes = "tx_bytes"
        /// Packets sent.
        case sentPackets = "tx_packets"
        /// Packets that could not be sent.
        case sendErrors = "tx_errors"
        /// Packets that were thrown away before they were sent.
        case sendDrops = "tx_dropped"
        /// Packets that overran a buffer on the way out.
        case sendOverruns = "tx_fifo_errors"
        /// Collisions.
        case collisions = "collisions"
        /// Packets lost because the link went away.
        case carrierErrors = "tx_carrier_errors"
        /// Sent compressed packets.
        case sentCompressed = "tx_compressed"
    }

    private var values: [Counter: UInt64] = [:]

    /// The count; nil if the kernel does not tell.
    public subscript(counter: Counter) -> UInt64? {
        get { values[counter] }
        set { values[counter] = newValue }
    }

    /// Counts of nothing yet.
    public init() {}

    /// The counters of the text of `/proc/net/dev` (proc(5)) by interface; lines that are none are left out.
    public static func table(_ text: String) -> [String: InterfaceCounters] {
        var table: [String: InterfaceCounters] = [:]
        for line in text.nonemptyLines {
            // The last colon ends the name: an alias has one of its own.
            guard let colon = line.lastIndex(of: ":") else { continue }
            let name = String(line[..<colon].drop(while: \.isWhitespace))
            let numbers = line[line.index(after: colon)...].words.map { UInt64($0) }
            guard InterfaceFile.isName(name), numbers.count >= columns.count else { continue }
            var counters = InterfaceCounters()
            for (counter, number) in zip(columns, numbers) { counters.values[counter] = number }
            guard counters.values.count == columns.count else { continue }
            table[name] = counters
        }
        return table
    }

    /// The counters of an interface of this machine: those of `/proc/net/dev`, made finer by `/sys`; nil if there is none of that name.
    public static func current(of interface: String) -> InterfaceCounters? {
        guard InterfaceFile.isName(interface), let text = ProcFile.text(of: "/proc/net/dev"),
            var counters = table(text)[interface]
        else { return nil }
        for counter in Counter.allCases {
            let file = InterfaceFile.path(of: interface, "statistics/\(counter.rawValue)")
            guard let value = ProcFile.line(of: file).flatMap({ UInt64($0) }) else { continue }
            counters[counter] = value
        }
        return counters
    }

    /// The columns of `/proc/net/dev`.
    private static let columns: [Counter] = [
        .receivedBytes, .receivedPackets, .receiveErrors, .receiveDrops, .receiveOverruns, .receiveFrameErrors,
        .receivedCompressed, .receivedMulticasts, .sentBytes, .sentPackets, .sendErrors, .sendDrops, .sendOverruns,
        .collisions, .carrierErrors, .sentCompressed,
    ]
}

/// How fast the link of an interface runs.
public struct LinkSpeed: Hashable, Sendable, CustomStringConvertible {
    /// Whether both ends may send at once.
    public enum Duplex: String, Hashable, Sendable {
        /// Both at once.
        case full
        /// One at a time.
        case half
    }

    /// Millions of bits a second; nil if unknown, as on a virtual interface.
    public var megabits: Int?
    /// nil if unknown.
    public var duplex: Duplex?

    /// The speed that the texts of `/sys/class/net/…/speed` and `…/duplex` give; `-1` and `unknown` mean unknown.
    public init(speed: String?, duplex: String?) {
        megabits = speed.flatMap { Int($0) }.flatMap { (1...10_000_000).contains($0) ? $0 : nil }
        self.duplex = duplex.flatMap { Duplex(rawValue: $0) }
    }

    /// The speed of an interface of this machine.
    public static func current(of interface: String) -> LinkSpeed {
        guard InterfaceFile.isName(interface) else { return LinkSpeed(speed: nil, duplex: nil) }
        return LinkSpeed(
            speed: ProcFile.line(of: InterfaceFile.path(of: interface, "speed")),
            duplex: ProcFile.line(of: InterfaceFile.path(of: interface, "duplex")))
    }

    /// `1000 Mbps full duplex`, `1000 Mbps`; empty if nothing is known.
    public var description: String {
        [megabits.map { "\($0) Mbps" }, duplex.map { "\($0.rawValue) duplex" }].compactMap(\.self)
            .joined(separator: " ")
    }
}

/// The files of one interface below `/sys/class/net`.
enum InterfaceFile {
    /// The kernel's rule (`dev_valid_name`): 1 to 15 bytes, no slash, colon or blank, neither `.` nor `..`. Keeps a name from leading elsewhere.
    static func isName(_ name: String) -> Bool {
        (1...15).contains(name.utf8.count) && name != "." && name != ".."
            && !name.utf8.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":") || $0 <= 0x20 }
    }

    static func path(of interface: String, _ file: String) -> String { "/sys/class/net/\(interface)/\(file)" }
}
