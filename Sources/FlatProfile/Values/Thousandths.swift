import Notation

/// A number with three decimals, without rounding.
///
/// Source: Provisioning Formats, "Data Types": Time<n>, Float<n> and the segments of tones.
public struct Thousandths: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// How many thousandths.
    public let count: Int

    /// That many thousandths.
    public init(count: Int) { self.count = count }

    /// Reads `4`, `.5`, `0.02`; decimals after the third are ignored. Nil if the text is no such number, or more than 999,999,999.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, text.utf8.contains(where: \.isDigit), whole.utf8.count <= 9 else { return nil }
        let decimals = parts.count == 2 ? parts[1] : ""
        guard whole.utf8.allSatisfy(\.isDigit), decimals.utf8.allSatisfy(\.isDigit) else { return nil }
        let thousandths = (decimals + "000").prefix(3)
        count = (Int(whole) ?? 0) * 1000 + (Int(thousandths) ?? 0)
    }

    /// The number as the phone writes it, without decimals that say nothing: `0.02`, `64`.
    public var description: String {
        let whole = count / 1000
        guard !count.isMultiple(of: 1000) else { return String(whole) }
        var decimals = String(1000 + count % 1000).dropFirst()
        while decimals.last == "0" { decimals.removeLast() }
        return "\(whole).\(decimals)"
    }

    /// By size.
    public static func < (left: Self, right: Self) -> Bool { left.count < right.count }
}
