/// Times, shares and rates as people write them in a scenario.
package enum Amounts {
    /// `250ms`, `90s`, `5m`, `1h30m`, `2d`; nil for anything else, and for more than a year.
    package static func duration(_ text: String) -> Duration? {
        var rest = text.filter { $0 != " " }[...]
        guard !rest.isEmpty else { return nil }
        var total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { $0.isLetter }
            rest = rest.dropFirst(unit.count)
            guard let number = Double(digits), let seconds = units[String(unit)] else { return nil }
            total += number * seconds
        }
        guard total <= 366 * 86400 else { return nil }
        return .milliseconds(Int64((total * 1000).rounded()))
    }

    private static let units = ["ms": 0.001, "s": 1, "min": 60, "m": 60, "h": 3600, "d": 86400]

    /// `10%`; nil for anything that is no part of a whole.
    package static func share(_ text: String) -> Double? {
        guard text.hasSuffix("%"), let number = Double(text.dropLast().filter { $0 != " " }) else { return nil }
        return 0...100 ~= number ? number / 100 : nil
    }

    /// `2 kB/s`, `512 B/s`, `1 MB/s`, in bytes a second.
    package static func rate(_ text: String) -> Int? {
        let compact = text.filter { $0 != " " }
        for (suffix, factor) in [("kB/s", 1000.0), ("MB/s", 1_000_000), ("B/s", 1)] where compact.hasSuffix(suffix) {
            guard let number = Double(compact.dropLast(suffix.count)), number > 0, number * factor < 1e12 else {
                return nil
            }
            return max(1, Int(number * factor))
        }
        return nil
    }

    /// `1.5 s`, `12 ms`, `3 min 20 s`.
    package static func words(_ duration: Duration) -> String {
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
        if seconds < 0.001 { return "\(Int((seconds * 1e6).rounded())) µs" }
        if seconds < 1 { return "\(decimal(seconds * 1000)) ms" }
        if seconds < 120 { return "\(decimal(seconds)) s" }
        let whole = Int(seconds.rounded())
        if whole < 7200 { return whole % 60 == 0 ? "\(whole / 60) min" : "\(whole / 60) min \(whole % 60) s" }
        return whole % 3600 < 60 ? "\(whole / 3600) h" : "\(whole / 3600) h \(whole % 3600 / 60) min"
    }

    /// Three digits that count.
    package static func decimal(_ number: Double) -> String {
        let places = number >= 100 ? 0 : number >= 10 ? 1 : 2
        var factor = 1.0
        for _ in 0..<places { factor *= 10 }
        let scaled = Int((number * factor).rounded())
        guard places > 0 else { return "\(scaled)" }
        let fraction = String(scaled % Int(factor))
        var text = "\(scaled / Int(factor))." + String(repeating: "0", count: places - fraction.count) + fraction
        while text.hasSuffix("0") { text.removeLast() }
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }

    /// `12,345`.
    package static func count(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return number < 0 ? "-" + text : text
    }

    /// `1.2 MB`.
    package static func bytes(_ number: Int) -> String {
        let value = Double(number)
        if value < 1000 { return "\(number) B" }
        if value < 1e6 { return "\(decimal(value / 1e3)) kB" }
        if value < 1e9 { return "\(decimal(value / 1e6)) MB" }
        return "\(decimal(value / 1e9)) GB"
    }
}
