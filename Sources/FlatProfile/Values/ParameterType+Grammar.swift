import Notation

extension ParameterType.Kind {
    /// Checks a text that is not empty, short enough and without control characters.
    func check(_ text: String) throws(ValueFault.Flaw) {
        switch self {
        // No grammar of their own, one that is checked before, or one that a higher layer checks.
        case .string, .password, .urlRule, .reportRule, .condition, .logTemplate, .bool, .int, .intOrEmpty, .hexByte,
            .float, .choice, .multiChoice, .intList, .intervalList:
            return
        case .list: try ListGrammar.check(text)
        case .ipv4: try require(HostGrammar.isIPv4(text))
        case .ipv6: try require(HostGrammar.isIPv6(text))
        case .ip: try require(HostGrammar.isIPv4(text) || HostGrammar.isIPv6(text))
        case .host: try require(HostGrammar.isHost(text))
        case .hostAndPort: try require(HostGrammar.isHostAndPort(text))
        case .hostOrURL: try require(HostGrammar.isHostAndPort(text) || HostGrammar.isURL(text, needsScheme: true))
        case .sipProxy: try HostGrammar.checkProxies(text)
        case .domain: try require(HostGrammar.isName(text))
        case .domainList: try HostGrammar.checkDomains(text)
        case .url: try require(HostGrammar.isURL(text, needsScheme: false))
        case .sipURI: try require(HostGrammar.isSIPAddress(text))
        case .regex: try BracketGrammar.checkExpression(text)
        case .starcode: try require(DialGrammar.isStarCode(text))
        case .starcodeList: try DialGrammar.checkStarCodes(text)
        case .phone: try require(DialGrammar.isDialable(text))
        case .dialPlan: try BracketGrammar.checkDialPlan(text)
        case .responseCodeList: try DialGrammar.checkResponseCodes(text)
        case .toneScript: try ToneGrammar.checkTone(text)
        case .cadenceScript: try ToneGrammar.checkCadence(text)
        case .ringtoneScript: try ScriptGrammar.checkRingtone(text)
        case .ledScript: try ScriptGrammar.checkLight(text)
        case .functionScript, .softkeyScript: try ScriptGrammar.checkFunction(text)
        case .keyList: try ScriptGrammar.checkKeys(text)
        case .pagingScript: try ScriptGrammar.checkPaging(text)
        case .dictionaryScript: try ScriptGrammar.checkDictionaries(text)
        case .timeHHmm: try require(TimeGrammar.isFourDigits(text))
        case .clockTime: try require(TimeGrammar.isClockTime(text))
        case .date: try require(TimeGrammar.isDate(text))
        case .time: try require(TimeGrammar.isTime(text))
        case .timeOffset: try require(TimeGrammar.isOffset(text))
        case .daylightSavingRule: _ = try DaylightSavingRule(text)
        case .headerName: try require(text.utf8.allSatisfy(\.isHeaderNameByte))
        case .headerValue: try require(text.utf8.count >= 2 && text.utf8.allSatisfy(\.isHeaderValueByte))
        case .fingerprint: try require(ListGrammar.isFingerprint(text))
        }
    }

    private func require(_ isRight: Bool) throws(ValueFault.Flaw) {
        guard isRight else { throw .whole }
    }
}

/// Lists and texts with few rules.
enum ListGrammar {
    /// Words separated by commas or semicolons; a separator at the end is usual.
    static func check(_ text: String) throws(ValueFault.Flaw) {
        let words = text.split(omittingEmptySubsequences: false) { $0 == "," || $0 == ";" }.dropLast(if: \.isEmpty)
        guard words.allSatisfy({ !$0.trimmed.isEmpty }) else { throw .part("", is: .word) }
    }

    /// 40 or 64 hexadecimal digits, with or without colons between the bytes.
    static func isFingerprint(_ text: String) -> Bool {
        let digits = text.utf8.filter { $0 != UInt8(ascii: ":") }
        return [40, 64].contains(digits.count) && digits.allSatisfy(\.isHexadecimalDigit)
            && (digits.count == text.utf8.count || text.split(separator: ":").allSatisfy { $0.utf8.count == 2 })
    }
}

extension UInt8 {
    var isHeaderNameByte: Bool { isLetter || isDigit || self == UInt8(ascii: "_") || self == UInt8(ascii: "-") }
    var isHeaderValueByte: Bool { isHeaderNameByte || [UInt8](",;=".utf8).contains(self) }
}
