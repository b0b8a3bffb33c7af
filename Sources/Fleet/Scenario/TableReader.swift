internal import Notation
package import TOML

/// Reads the keys of one table, and finds fault with what nobody asked for.
package struct TableReader {
    private let entries: [TOMLEntry]
    private let title: String
    /// Where the table begins, for what is missing.
    package let position: TOMLPosition?
    private var asked: [String] = []
    package private(set) var faults: [ScenarioFault] = []

    package init(_ entries: [TOMLEntry], title: String, at position: TOMLPosition?) {
        self.entries = entries
        self.title = title
        self.position = position
    }

    // MARK: Values

    package mutating func string(_ key: String) -> (text: String, position: TOMLPosition)? {
        value(key, expected: "a text in quotation marks") { content in
            if case .string(let text) = content { text } else { nil }
        }
    }

    package mutating func word(_ key: String, among words: [String]) -> String? {
        guard let (text, position) = string(key) else { return nil }
        guard !words.contains(text) else { return text }
        let list = words.map { "\"\($0)\"" }.joined(separator: ", ")
        let nearest = Nearest.word(to: text, among: words).map { "; \"\($0)\" may be meant" } ?? ""
        fault("\(key) is \"\(text.prefix(40))\", and one of \(list) was expected\(nearest)", at: position)
        return nil
    }

    package mutating func integer(_ key: String, in range: ClosedRange<Int64>, of what: String) -> Int? {
        let found = value(key, expected: "a whole number without quotation marks") { content in
            if case .integer(let number) = content { number } else { nil }
        }
        guard let (number, position) = found else { return nil }
        guard range.contains(number) else {
            fault(
                "\(key) is \(number); \(what) is \(Amounts.count(Int(range.lowerBound))) to "
                    + "\(Amounts.count(Int(range.upperBound)))", at: position)
            return nil
        }
        return Int(number)
    }

    package mutating func number(_ key: String, in range: ClosedRange<Double>, of what: String) -> Double? {
        let found = value(key, expected: "a number without quotation marks") { content in
            switch content {
            case .integer(let number): Double(number)
            case .float(let number): number
            default: nil
            }
        }
        guard let (number, position) = found else { return nil }
        guard range.contains(number) else {
            fault(
                "\(key) is \(number); \(what) is \(Amounts.decimal(range.lowerBound)) to "
                    + "\(Amounts.decimal(range.upperBound))", at: position)
            return nil
        }
        return number
    }

    package mutating func boolean(_ key: String) -> Bool? {
        value(key, expected: "true or false") { content in
            if case .boolean(let truth) = content { truth } else { nil }
        }?.0
    }

    package mutating func duration(_ key: String, in range: ClosedRange<Duration>) -> Duration? {
        guard let (text, position) = string(key) else { return nil }
        guard let duration = Amounts.duration(text) else {
            fault(
                "\(key) is \"\(text.prefix(40))\", and a time was expected: \"250ms\", \"90s\", \"5m\" or \"1h30m\"",
                at: position)
            return nil
        }
        guard range.contains(duration) else {
            fault(
                "\(key) is \(Amounts.words(duration)); it may be \(Amounts.words(range.lowerBound)) to "
                    + "\(Amounts.words(range.upperBound))", at: position)
            return nil
        }
        return duration
    }

    /// `"10%"`, or a number of 0 to 1.
    package mutating func share(_ key: String) -> Double? {
        guard let entry = entry(key) else { return nil }
        let found: Double? =
            switch entry.value.content {
            case .string(let text): Amounts.share(text)
            case .float(let number) where 0...1 ~= number: number
            case .integer(let number) where 0...1 ~= number: Double(number)
            default: nil
            }
        if found == nil { fault("\(key) is a part of the whole, such as \"10%\" or 0.1", at: entry.value.position) }
        return found
    }

    package mutating func table(_ key: String) -> TableReader? {
        let found = value(key, expected: "a table, [\(key)]") { content in
            if case .table(let entries) = content { entries } else { nil }
        }
        return found.map { TableReader($0.0, title: "[\(key)]", at: $0.1) }
    }

    package mutating func tables(_ key: String) -> [TableReader] {
        let found = value(key, expected: "tables, each beginning with [[\(key)]]") { content in
            if case .array(let values) = content { values } else { nil }
        }
        return (found?.0 ?? []).compactMap { value in
            guard case .table(let entries) = value.content else {
                fault("\(key) holds \(value.kind), and tables were expected: [[\(key)]]", at: value.position)
                return nil
            }
            return TableReader(entries, title: "[[\(key)]]", at: value.position)
        }
    }

    /// All of them, whatever they are called.
    package mutating func all() -> [TOMLEntry] {
        asked += entries.map(\.key)
        return entries
    }

    // MARK: Faults

    package mutating func fault(_ sentence: String, at position: TOMLPosition? = nil) {
        faults.append(ScenarioFault(sentence, at: position ?? self.position))
    }

    /// All faults, those of unknown keys too. To be asked when everything was read.
    package func finished() -> [ScenarioFault] {
        let place = title.isEmpty ? "a scenario" : title
        let unknown = entries.filter { !asked.contains($0.key) }.map { entry in
            let nearest = Nearest.word(to: entry.key, among: asked).map { "; \($0) may be meant" } ?? ""
            return ScenarioFault(
                "\(place) has no key \(entry.key.prefix(40))\(nearest). It has \(asked.joined(separator: ", ")).",
                at: entry.position)
        }
        return faults + unknown
    }

    private mutating func entry(_ key: String) -> TOMLEntry? {
        if !asked.contains(key) { asked.append(key) }
        return entries.first { $0.key == key }
    }

    private mutating func value<Value>(
        _ key: String, expected: String, _ read: (TOMLValue.Content) -> Value?
    ) -> (Value, TOMLPosition)? {
        guard let entry = entry(key) else { return nil }
        guard let value = read(entry.value.content) else {
            fault("\(key) is \(entry.value.kind), and \(expected) was expected", at: entry.value.position)
            return nil
        }
        return (value, entry.value.position)
    }
}
