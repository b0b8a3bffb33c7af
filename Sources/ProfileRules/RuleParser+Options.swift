import FlatProfile
import Notation

//     options = "[" 1*( option ) "]"
extension RuleParser {
    mutating func options() throws(RuleSyntaxError) -> RuleOptions {
        position += 1
        var options = RuleOptions()
        var seen: Set<RuleOptionName> = []
        while true {
            skipBlanks()
            if !seen.isEmpty, consume(UInt8(ascii: "]")) { return options }
            let start = position
            let name = try optionName(isFirst: seen.isEmpty)
            guard kind.allows(name) else { throw error(.optionNotAllowed(name, kind), at: start) }
            guard seen.insert(name).inserted else { throw error(.repeatedOption(name), at: start) }
            guard !seen.isSuperset(of: [.delta, .status]) else { throw error(.deltaAndStatus, at: start) }
            try value(of: name, into: &options)
        }
    }

    private mutating func optionName(isFirst: Bool) throws(RuleSyntaxError) -> RuleOptionName {
        let start = position
        guard consume(.hyphen), consume(.hyphen), peek?.isLetter == true else {
            throw error(.expected(isFirst ? .option : .optionOrBracket, found: found(at: start)), at: start)
        }
        let nameStart = position
        skip(while: \.isLetter)
        let text = expansion.text(nameStart..<position)
        let isEnded =
            peek.map { $0.isBlank || $0 == UInt8(ascii: "]") || Quote(in: bytes, at: position) != nil } ?? true
        if isEnded, let name = RuleOptionName(rawValue: text) { return name }
        // What is glued to the name may be a secret: it is not repeated.
        if let name = RuleOptionName.allCases.first(where: { text.hasPrefix($0.rawValue) }) {
            throw error(.missingBlank(after: name), at: nameStart + name.rawValue.utf8.count)
        }
        throw error(.unknownOption(String(text.prefix(24))), at: start)
    }

    private mutating func value(of name: RuleOptionName, into options: inout RuleOptions) throws(RuleSyntaxError) {
        switch name {
        case .key: options.key = try secret(of: name)
        case .uid: options.user = try secret(of: name)
        case .pwd: options.password = try secret(of: name)
        case .post: options.post = try letter()
        case .alias: options.alias = try letter()
        case .srv: options.usesServiceRecord = true
        case .delta: options.isDelta = true
        case .status: options.isStatus = true
        }
    }

    private mutating func letter() throws(RuleSyntaxError) -> ParameterName {
        skipBlanks()
        guard let byte = peek, word().utf8.count == 1, let parameter = generalPurpose(byte) else {
            throw error(.expected(.letter, found: found()))
        }
        position += 1
        return parameter
    }

    private mutating func secret(of name: RuleOptionName) throws(RuleSyntaxError) -> Secret {
        let before = position
        skipBlanks()
        let start = position
        let range: Range<Int>
        if let quoted = try quotedText() {
            range = quoted
        } else {
            skip { !$0.isBlank && $0 != UInt8(ascii: "]") && $0 != UInt8(ascii: "\"") }
            range = start..<position
            let isMissing = range.isEmpty || bytes[range].starts(with: "--".utf8)
            if isMissing, expansion.emptyMacro(in: before..<start) != nil {
                position = start
                warnings.append(.emptyOption(name))
                return Secret("")
            }
            guard !isMissing else { throw error(.missingValue(of: name), at: start) }
        }
        let secret = Secret(try decoded(range, of: name))
        if secret.isEmpty { warnings.append(.emptyOption(name)) }
        return secret
    }

    /// The value with its secret macros in place and its octal escapes decoded.
    ///
    /// Source: 7800 Administration Guide 11.x, Upgrade_Rule: `\043` is `#`; quotes do not help for `"`, `[` and `]`.
    private func decoded(_ range: Range<Int>, of name: RuleOptionName) throws(RuleSyntaxError) -> String {
        var text: [UInt8] = []
        for segment in expansion.segments(in: range) {
            if case .secret(_, let value, _) = segment.origin, segment.expanded.clamped(to: range) == segment.expanded {
                text.append(contentsOf: value.reveal().utf8)
                continue
            }
            // An escape never spans two macros.
            var index = max(segment.expanded.lowerBound, range.lowerBound)
            let end = min(segment.expanded.upperBound, range.upperBound)
            while index < end {
                if "[]\"".utf8.contains(bytes[index]) { throw error(.delimiterInValue(of: name), at: index) }
                if let byte = try octalEscape(at: index, before: end, of: name) {
                    text.append(byte)
                    index += 4
                } else {
                    text.append(bytes[index])
                    index += 1
                }
            }
        }
        guard let value = String(validating: text, as: UTF8.self) else {
            throw error(.badEscape(in: name), at: range.lowerBound)
        }
        return value
    }

    /// The byte that `\ooo` stands for; nil if there is no such escape, so that the backslash is itself.
    private func octalEscape(
        at index: Int, before end: Int, of name: RuleOptionName
    ) throws(RuleSyntaxError) -> UInt8? {
        guard bytes[index] == UInt8(ascii: "\\"), index + 3 < end else { return nil }
        let digits = bytes[index + 1...index + 3]
        guard digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
        let value = digits.reduce(0) { $0 * 8 + Int($1 - 0x30) }
        guard (1...0xff).contains(value) else { throw error(.badEscape(in: name), at: index) }
        return UInt8(value)
    }
}
