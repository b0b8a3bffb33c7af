/// The program behind a request as people know it, from what it says of itself: `Firefox 128` on `Linux`.
///
/// Whoever asks can say anything, so it is a help for people and decides nothing.
package struct BrowserName: Hashable, Sendable {
    /// The program, with the first part of its version.
    package var program: String
    /// The system that it runs on; empty if it says nothing known.
    package var system: String

    /// How much of an unknown name is kept.
    package static let longest = 40

    /// What says nothing of itself.
    package static let unknown = BrowserName(program: "Unknown program", system: "")

    package init(program: String, system: String) {
        self.program = program
        self.system = system
    }

    /// What that field `User-Agent` means (RFC 9110, section 10.1.5: products with versions, the most significant first, and comments).
    package init(userAgent: String?) {
        let text = String((userAgent ?? "").unicodeScalars.prefix(512).map(Character.init))
        system = Self.systems.first { text.contains($0.mark) }?.name ?? ""
        if let browser = Self.browsers.first(where: { text.contains("\($0.mark)/") }) {
            program = Self.name(browser.name, version: Self.version(after: "\(browser.mark)/", in: text))
            return
        }
        // Safari names its version apart, and everybody else names Safari.
        if text.contains("Safari/"), text.contains("Version/") {
            program = Self.name("Safari", version: Self.version(after: "Version/", in: text))
            return
        }
        let product = text.prefix { $0 != "/" && $0 != " " && $0 != "(" }
        guard let name = Self.fit(product) else {
            program = Self.unknown.program
            return
        }
        program = Self.name(name, version: Self.version(after: "\(product)/", in: text))
    }

    /// Those that name others besides come before them.
    private static let browsers: [(mark: String, name: String)] = [
        ("Edg", "Edge"), ("EdgA", "Edge"), ("EdgiOS", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"),
        ("Vivaldi", "Vivaldi"), ("FxiOS", "Firefox"), ("Firefox", "Firefox"), ("CriOS", "Chrome"),
        ("HeadlessChrome", "Chrome"), ("Chromium", "Chromium"), ("Chrome", "Chrome"), ("Epiphany", "Epiphany"),
    ]

    /// Those that name others besides come before them.
    private static let systems: [(mark: String, name: String)] = [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"),
        ("Mac OS X", "macOS"), ("Macintosh", "macOS"), ("Linux", "Linux"), ("FreeBSD", "FreeBSD"),
        ("OpenBSD", "OpenBSD"),
    ]

    /// The number before the first full stop, if it is one that people would believe.
    private static func version(after mark: String, in text: String) -> String {
        guard let range = text.firstRange(of: mark) else { return "" }
        let digits = text[range.upperBound...].prefix { $0.isASCII && $0.isNumber }
        return digits.count <= 5 ? String(digits) : ""
    }

    private static func name(_ program: String, version: String) -> String {
        version.isEmpty ? program : "\(program) \(version)"
    }

    /// A product as far as it consists of what products are made of; nil if nothing is left.
    private static func fit(_ product: some StringProtocol) -> String? {
        let fit = product.unicodeScalars.filter { scalar in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "-"
                    || scalar == "_" || scalar == ".")
        }
        return fit.isEmpty ? nil : String(String.UnicodeScalarView(fit.prefix(longest)))
    }
}
