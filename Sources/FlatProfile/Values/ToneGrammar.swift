/// Tones and the rhythm of ringing. Source: Provisioning Formats, "Data Types": FreqScript, ToneScript, CadScript.
enum ToneGrammar {
    static let maximumFrequencies = 6
    static let maximumSections = 2
    static let maximumSegments = 6

    /// `F1@L1[,F2@L2…];Z1[;Z2]`, where a segment of `Z` names the frequencies that sound: `on/off/1+2`.
    static func checkTone(_ text: String) throws(ValueFault.Flaw) {
        let parts = text.parts(separatedBy: ";").dropLast(if: \.isEmpty)
        guard let frequencies = parts.first?.parts(separatedBy: ","), parts.count >= 2 else { throw .whole }
        guard frequencies.count <= maximumFrequencies else { throw .tooMany(.frequency, maximum: maximumFrequencies) }
        for frequency in frequencies {
            guard isFrequency(frequency) else { throw .part(String(frequency), is: .frequency) }
        }
        try checkSections(parts.dropFirst()) { (segment) throws(ValueFault.Flaw) in
            guard segment.count == 3, isDuration(segment[0]), isDuration(segment[1]) else {
                throw .part(segment.joined(separator: "/"), is: .toneSegment)
            }
            for name in segment[2].parts(separatedBy: "+") {
                guard let number = Int(digits: name), number <= frequencies.count else {
                    throw .part(String(name), is: .frequencyNumber(frequencies.count))
                }
            }
        }
    }

    /// `S1[;S2]`, where a segment of `S` is `on/off`.
    static func checkCadence(_ text: String) throws(ValueFault.Flaw) {
        try checkSections(text.parts(separatedBy: ";").dropLast(if: \.isEmpty)) { (segment) throws(ValueFault.Flaw) in
            guard segment.count == 2, isDuration(segment[0]), isDuration(segment[1]) else {
                throw .part(segment.joined(separator: "/"), is: .cadenceSegment)
            }
        }
    }

    /// Sections of the form `D(segment[,segment…])`.
    private static func checkSections(
        _ sections: ArraySlice<Substring>, segment check: ([Substring]) throws(ValueFault.Flaw) -> Void
    ) throws(ValueFault.Flaw) {
        guard sections.count <= maximumSections else { throw .tooMany(.section, maximum: maximumSections) }
        for section in sections {
            guard section.hasSuffix(")"), let opening = section.firstIndex(of: "("),
                isDuration(section[..<opening].trimmed)
            else { throw .part(String(section), is: .section) }
            let segments = section[section.index(after: opening)...].dropLast().parts(separatedBy: ",")
            guard segments.count <= maximumSegments else { throw .tooMany(.segment, maximum: maximumSegments) }
            for segment in segments { try check(segment.parts(separatedBy: "/")) }
        }
    }

    /// Hertz, `@`, and a level in dBm with one decimal.
    private static func isFrequency(_ text: Substring) -> Bool {
        let parts = text.parts(separatedBy: "@")
        guard parts.count == 2, let hertz = Int(digits: parts[0]), hertz <= 20_000 else { return false }
        let level = parts[1].dropFirst(parts[1].hasPrefix("-") || parts[1].hasPrefix("+") ? 1 : 0)
        return Thousandths(level).map { $0.count <= 100_000 } ?? false
    }

    /// Seconds, or `*` for ever.
    private static func isDuration(_ text: Substring) -> Bool { text == "*" || Thousandths(text) != nil }
}
