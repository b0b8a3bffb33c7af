extension ValueFault {
    /// The fault as a sentence without its full stop: `Forced Resync Delay must be a whole number of seconds from 0 to 65535`.
    ///
    /// The value is quoted, shortened to 40 characters; of a secret, and of what may hold one (user info
    /// of an address, options of a rule), nothing is quoted.
    public func sentence(label: String, isSecret: Bool = false) -> String {
        switch self {
        case .notAChoice(let text, let choices):
            "\(label) must be \(Self.oneOf(choices))\(Self.not(text, isSecret))"
        case .notChoices(let text, let choices):
            "\(label) must be some of \(choices.joined(separator: ", ")), joined by |\(Self.not(text, isSecret))"
        case .notANumber(_, let ranges, let unit, let orEmpty):
            "\(label) must be \(Self.number(of: unit))\(Self.within(ranges))\(orEmpty ? ", or empty" : "")"
        case .notADecimal(_, let range, let step, let unit, let orEmpty):
            "\(label) must be a number\(Self.of(unit))\(range.map { " from \($0.lowerBound) to \($0.upperBound)" } ?? "")"
                + "\(step.map { " in steps of \($0)" } ?? "")\(orEmpty ? ", or empty" : "")"
        case .malformed(let text, let kind, let flaw):
            if let flaw, flaw != .whole, !isSecret, !Self.mayHoldSecret(text) {
                "\(label) must be \(kind.english): \(flaw.english)"
            } else {
                "\(label) must be \(kind.english)\(Self.not(text, isSecret))"
            }
        case .tooLong(let count, let maximum):
            "\(label) must have at most \(maximum) characters, not \(count)"
        case .controlCharacter(let code):
            "\(label) must not contain the control character U+\(Self.hexadecimal(code))"
        }
    }

    private static func oneOf(_ choices: [String]) -> String {
        switch choices {
        case ["Yes", "No"]: "Yes or No"
        case _ where choices.count == 1: choices[0]
        default: "one of \(choices.joined(separator: ", "))"
        }
    }

    private static func not(_ text: String, _ isSecret: Bool) -> String {
        if isSecret || mayHoldSecret(text) { return "" }
        return text.isEmpty ? ", not empty" : ", not \(quoted(text))"
    }

    /// `http://user:password@host/`, `--pwd word`: more texts than need it, because the module of rules cannot be asked here.
    private static func mayHoldSecret(_ text: String) -> Bool {
        text.contains("--") || text.contains("@") && text.contains("//")
    }

    /// The text in quotation marks, at most 40 characters of it.
    static func quoted(_ text: String) -> String {
        text.count <= 40 ? "\"\(text)\"" : "\"\(text.prefix(39))…\""
    }

    private static func number(of unit: ParameterUnit?) -> String {
        unit == .port ? "a port number" : "a whole number\(of(unit))"
    }

    private static func of(_ unit: ParameterUnit?) -> String { unit?.english.map { " of \($0)" } ?? "" }

    private static func within(_ ranges: [ClosedRange<Int>]) -> String {
        let texts = ranges.map { "\($0.lowerBound) to \($0.upperBound)" }
        guard let last = texts.last else { return "" }
        return texts.count == 1 ? " from \(last)" : " from \(texts.dropLast().joined(separator: ", ")) or \(last)"
    }

    private static func hexadecimal(_ code: UInt32) -> String {
        let digits = String(code, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

extension ParameterUnit {
    /// What is counted, in the plural; nil for what is not counted.
    fileprivate var english: String? {
        switch self {
        case .seconds: "seconds"
        case .milliseconds: "milliseconds"
        case .minutes: "minutes"
        case .twentySeconds: "units of 20 seconds"
        case .port, .hoursAndMinutes: nil
        }
    }
}

extension ValueFault.Flaw {
    fileprivate var english: String {
        switch self {
        case .whole: "it is not"
        case .part("", is: let part): "\(part.english) is missing"
        case .part(let text, is: let part): "\(ValueFault.quoted(text)) is not \(part.english)"
        case .tooMany(let part, let maximum): "it has more than \(maximum) \(part.plural)"
        case .missingKey(let key): "\(key)= is missing"
        case .unknownKey(let key): "\(ValueFault.quoted(key)) is not one of its keys"
        case .repeatedKey(let key): "\(key)= stands twice"
        case .unbalanced(let sign): "\(ValueFault.quoted(sign)) has no counterpart"
        }
    }
}

extension ValueFault.Part {
    fileprivate var english: String {
        switch self {
        case .word: "a word"
        case .interval: "a number of seconds, alone or with + and a random part"
        case .number(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .frequency: "a frequency with its level, such as 350@-19"
        case .section: "a section such as 10(.5/.5/1+2)"
        case .segment: "a segment"
        case .toneSegment: "a segment such as .5/.5/1+2"
        case .cadenceSegment: "a segment such as .5/.5"
        case .frequencyNumber(let count): "the number of a frequency, 0 to \(count)"
        case .keyAndValue: "a key and its value, joined by ="
        case .colour: "one of the colours g, r, a, o"
        case .pattern: "one of the patterns b, n"
        case .softkey: "a softkey with or without |position"
        case .addressAndPort: "an address with a port, such as 224.168.168.168:34560"
        case .yesOrNo: "yes or no"
        case .proxy: "a server such as sip.example.com:5060"
        case .domain: "a domain"
        case .starCode: "a code of up to seven digits, stars and hashes"
        case .responseCode: "a response code such as 503 or 5??"
        case .clockTime: "a time such as 2 or 2:00:00"
        case .momentOfYear: "a moment such as 3/-1/7/2 (month/day/weekday/hour)"
        }
    }

    fileprivate var plural: String {
        switch self {
        case .frequency: "frequencies"
        case .section: "sections"
        default: "segments"
        }
    }
}

extension ParameterType.Kind {
    /// What a value of the kind is, for `must be …`.
    fileprivate var english: String {
        switch self {
        case .bool: "Yes or No"
        case .int, .intOrEmpty, .hexByte: "a whole number"
        case .float: "a number"
        case .string, .password, .urlRule, .reportRule, .condition, .logTemplate: "a text"
        case .choice, .multiChoice: "one of its choices"
        case .intList: "whole numbers separated by commas"
        case .intervalList: "seconds, or a list of them such as 600,1200+60"
        case .list: "words separated by commas or semicolons"
        case .ipv4: "an IPv4 address such as 192.0.2.10"
        case .ipv6: "an IPv6 address such as 2001:db8::10"
        case .ip: "an IPv4 or IPv6 address"
        case .host: "a host name or an address"
        case .hostAndPort: "a host name or an address, with or without :port"
        case .hostOrURL: "a host name, an address or a URL"
        case .sipProxy: "a server such as sip.example.com:5060, or several joined by |"
        case .domain: "a domain such as example.com"
        case .domainList: "domains separated by commas"
        case .url: "an address such as https://example.com/file"
        case .sipURI: "a SIP address such as 1002@example.com"
        case .regex: "a regular expression"
        case .starcode: "a code of up to seven digits, stars and hashes"
        case .starcodeList: "codes such as *72, joined by |"
        case .phone: "a number or an address to dial"
        case .dialPlan: "a dial plan in parentheses, such as (9,xxx.|*xx)"
        case .responseCodeList: "SIP response codes such as 500,6??"
        case .toneScript: "a tone such as 350@-19,440@-19;10(*/0/1+2)"
        case .cadenceScript: "a rhythm such as 60(.3/.2,1/.2)"
        case .ringtoneScript: "a ringtone such as n=Chime;w=file://Chime.raw;c=1"
        case .ledScript: "a light such as c=g;p=b"
        case .functionScript, .softkeyScript: "a function such as fnc=sd;ext=1002@$PROXY;nme=Anna"
        case .keyList: "softkeys such as redial|1;recents|2"
        case .pagingScript: "a paging group such as pggrp=224.168.168.168:34560;name=All;num=800;listen=yes;"
        case .dictionaryScript: "a list of dictionaries such as serv=http://example.com/;d0=English;x0=en.xml"
        case .timeHHmm: "a time of day in four digits, 0000 to 2400"
        case .clockTime: "a time of day such as 07:00"
        case .date: "a date such as 12/31/2026"
        case .time: "a time of day such as 23/59"
        case .timeOffset: "hours and minutes such as -01/30"
        case .daylightSavingRule: "a rule such as start=3/-1/7/2;end=10/-1/7/2;save=1"
        case .headerName: "a header name of letters, digits, _ and -"
        case .headerValue: "2 to 127 characters out of letters, digits and _ , ; = -"
        case .fingerprint: "a SHA-256 or SHA-1 digest in hexadecimal"
        }
    }
}
