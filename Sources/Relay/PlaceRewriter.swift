/// Puts numbers in the place of `{{version}}` while a body goes by, digit for letter, so that no length changes.
struct PlaceRewriter {
    static let place = Array("{{version}}".utf8)

    private let digits: [UInt8]
    /// The beginning of a place that may go on in what comes next.
    private var held: [UInt8] = []

    /// A rewriter that writes that number, with zeros before it.
    init(version: Int) {
        let text = String(version)
        digits = Array((String(repeating: "0", count: max(0, Self.place.count - text.count)) + text).utf8)
            .suffix(Self.place.count)
    }

    /// What of these bytes can go on, rewritten.
    mutating func pass(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var output: [UInt8] = []
        for byte in bytes {
            held.append(byte)
            while !Self.place.starts(with: held) { output.append(held.removeFirst()) }
            guard held.count == Self.place.count else { continue }
            output += digits
            held = []
        }
        return output
    }

    /// There are no more.
    mutating func finish() -> [UInt8] {
        defer { held = [] }
        return held
    }
}
