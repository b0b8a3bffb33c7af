import FlatProfile
import ProfileFormat

/// Reads a text as a profile.
func read(_ text: String, limits: ProfileLimits = .standard) throws(ProfileFormatError) -> ProfileDocument {
    try ProfileReader.read(Array(text.utf8), limits: limits)
}

/// The error with which a file is refused; nil if it is not.
func refusal(of bytes: [UInt8], limits: ProfileLimits = .standard) -> ProfileFormatError? {
    do throws(ProfileFormatError) {
        _ = try ProfileReader.read(bytes, limits: limits)
        return nil
    } catch {
        return error
    }
}

/// The error with which a text is refused, without the parser's words; nil if it is not.
func refusal(of text: String, limits: ProfileLimits = .standard) -> ProfileFormatError? {
    var error = refusal(of: Array(text.utf8), limits: limits)
    error?.detail = nil
    return error
}

/// A profile of this content; the content begins on line 1.
func profile(_ content: String) -> String { "<flat-profile>\(content)</flat-profile>" }

/// A generator whose numbers are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}
