package import HTTPServer

/// A language of the pages; the raw value is its tag (RFC 5646).
package enum Language: String, Sendable, CaseIterable {
    /// The language in which the pages are written.
    case english = "en"
    case german = "de"
    case simplifiedChinese = "zh-Hans"

    /// What the language calls itself.
    package var ownName: String {
        switch self {
        case .english: "English"
        case .german: "Deutsch"
        case .simplifiedChinese: "简体中文"
        }
    }

    /// The cookie that remembers what a browser was switched to. Phones of one host share it, as they share a reader.
    package static let cookieName = "onhook_language"

    /// The language of whoever sent the request: what the browser was switched to, else what it prefers.
    package init(of request: Request) {
        self =
            request.cookie(Self.cookieName).flatMap(Self.init)
            ?? Self.preferred(by: request.headers.all("Accept-Language"))
    }

    /// The language that a browser likes best of those that there are, English if it likes none of them.
    ///
    /// Source: RFC 9110, 12.5.4 and 12.4.2 (weights; 0 is a refusal). A range also stands for its regions (`de-AT`); of Chinese those
    /// count that are written in simplified characters. Equal weights: what stands first. What cannot be read is passed over.
    package static func preferred(by fields: [String]) -> Language {
        var best: (language: Language, weight: Int)?
        let ranges = fields.lazy.flatMap { $0.split(separator: ",") }.prefix(longestList)
        for range in ranges.compactMap(WeighedRange.init) where range.weight > best?.weight ?? 0 {
            if let language = range.language { best = (language, range.weight) }
        }
        return best?.language ?? .english
    }

    /// Browsers send a handful of ranges.
    private static let longestList = 32
}

/// One element of Accept-Language: `de-AT;q=0.8`.
private struct WeighedRange {
    let subtags: [String]
    /// In thousandths.
    let weight: Int

    init?(_ text: Substring) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false).map {
            $0.filter { $0 != " " && $0 != "\t" }.lowercased()
        }
        guard parts.count <= 2, let weight = parts.count == 2 ? Self.weight(parts[1]) : 1000 else { return nil }
        subtags = parts[0].split(separator: "-").map(String.init)
        self.weight = weight
    }

    var language: Language? {
        switch subtags.first {
        case "en", "*": .english
        case "de": .german
        case "zh" where !subtags.contains { ["hant", "tw", "hk", "mo"].contains($0) }: .simplifiedChinese
        default: nil
        }
    }

    /// `qvalue` (RFC 9110, 12.4.2): 0 to 1 with up to three decimals.
    private static func weight(_ parameter: String) -> Int? {
        guard parameter.hasPrefix("q=") else { return nil }
        let value = parameter.dropFirst(2).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = value.first, whole == "0" || whole == "1" else { return nil }
        let decimals = value.count == 2 ? String(value[1]) : ""
        guard decimals.utf8.count <= 3, decimals.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let thousandths = Int(decimals + String(repeating: "0", count: 3 - decimals.utf8.count)) ?? 0
        return whole == "1" ? (thousandths == 0 ? 1000 : nil) : thousandths
    }
}
