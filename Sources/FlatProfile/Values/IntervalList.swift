/// Waiting times that are used one after the other: `a[+r],b[+s],…`; the last one repeats for ever.
///
/// Source: Provisioning Parameters, Resync_Periodic and Resync_Error_Retry_Delay.
public struct IntervalList: Hashable, Sendable, CustomStringConvertible {
    /// One waiting time.
    public struct Element: Hashable, Sendable {
        /// Seconds that are always waited.
        public let base: Int
        /// Up to this many seconds are added at random.
        public let random: Int

        /// A waiting time of those seconds.
        public init(base: Int, random: Int = 0) {
            self.base = base
            self.random = random
        }
    }

    /// The waiting times in their order; none if the parameter is empty.
    public let elements: [Element]

    /// The largest number that is accepted, in seconds.
    static let maximum = Int(Int32.max)

    /// Reads a list. White space around the numbers means nothing.
    public init(_ text: String) throws(ValueFault) {
        guard !text[...].trimmed.isEmpty else {
            elements = []
            return
        }
        var elements: [Element] = []
        for part in text.parts(separatedBy: ",") {
            let numbers = part.parts(separatedBy: "+").map { Int(decimalOrHexadecimal: $0) }
            guard 1...2 ~= numbers.count, numbers.allSatisfy({ $0.map { 0...Self.maximum ~= $0 } ?? false }) else {
                throw .malformed(text, .intervalList, .part(String(part), is: .interval))
            }
            elements.append(Element(base: (numbers[0] ?? 0), random: numbers.dropFirst().first.flatMap { $0 } ?? 0))
        }
        self.elements = elements
    }

    /// The waiting time of an attempt, counted from 0; nil if there is none to wait for.
    public func element(at attempt: Int) -> Element? {
        isOff ? nil : elements[min(max(attempt, 0), elements.count - 1)]
    }

    /// Whether nothing is waited for at all: the list is empty or 0.
    public var isOff: Bool { elements.allSatisfy { $0.base == 0 && $0.random == 0 } }

    /// The list as it is stored, without blanks.
    public var description: String {
        elements.map { $0.random == 0 ? "\($0.base)" : "\($0.base)+\($0.random)" }.joined(separator: ",")
    }
}
