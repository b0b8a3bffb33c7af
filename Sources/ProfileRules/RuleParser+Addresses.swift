import FlatProfile
import Notation

//     URL = [ scheme "://" ] [ server [ ":" port ] ] filepath | "gds://"
extension RuleParser {
    mutating func address(with options: inout RuleOptions) throws(RuleSyntaxError) -> ParsedAlternative.Address {
        try require(.address, at: position)
        // The parts have one order: a second condition, assignment or bracket is no address.
        if let byte = peek, "()[]?!\"".utf8.contains(byte) { throw error(.expected(.address, found: found())) }
        let before = position
        skip { !$0.isBlank && $0 != UInt8(ascii: "|") }
        var range = before..<position
        while let last = range.last, bytes[last] == UInt8(ascii: ";") { range = range.dropLast() }
        let end = position
        skipBlanks()
        if let next = peek, next != UInt8(ascii: "|"), next != UInt8(ascii: ";"), kind != .report {
            throw error(.blankInAddress)
        }
        let after = position
        position = end
        let target: Result<AddressTarget, RuleSyntaxError>
        do {
            target = .success(try AddressParser(self, range).parse(options))
        } catch {
            target = .failure(try deferred(error, in: range))
        }
        position = after
        if case .success(.url(let url, let userInfo)) = target {
            if let userInfo { adopt(userInfo, into: &options) }
            if kind == .report, url.scheme == .tftp { warnings.append(.reportByTFTP) }
        }
        return ParsedAlternative.Address(range: range, target: target)
    }

    /// The guides know credentials in brackets only; what stands there wins.
    private mutating func adopt(_ userInfo: AddressTarget.UserInfo, into options: inout RuleOptions) {
        warnings.append(.credentialsInAddress)
        guard options.user == nil else { return }
        options.user = userInfo.user
        options.password = options.password ?? userInfo.password
    }
}

/// Reads one address.
private struct AddressParser {
    let parser: RuleParser
    let range: Range<Int>
    var bytes: [UInt8] { parser.bytes }

    init(_ parser: RuleParser, _ range: Range<Int>) {
        self.parser = parser
        self.range = range
    }

    func parse(_ options: RuleOptions) throws(RuleSyntaxError) -> AddressTarget {
        guard !range.isEmpty else {
            throw parser.error(.expected(.address, found: parser.found()), at: range.lowerBound)
        }
        if let control = range.first(where: { bytes[$0].isControl }) {
            throw parser.error(.controlCharacter, at: control)
        }
        try checkSlashBeforeScheme()
        guard let (name, start) = try scheme() else {
            return try url(.tftp, isExplicit: false, range.lowerBound, options)
        }
        if name == "gds" {
            guard parser.kind == .profile else {
                throw parser.error(.schemeNotAllowed("gds", parser.kind), at: range.lowerBound)
            }
            guard start == range.upperBound else { throw parser.error(.textAfterOnboarding, at: start) }
            return .onboarding
        }
        guard let scheme = RuleURL.Scheme(rawValue: name) else {
            throw parser.error(.unknownScheme(name), at: range.lowerBound)
        }
        return try url(scheme, isExplicit: true, start, options)
    }

    // MARK: Scheme

    /// The scheme in lower case, and where the rest begins; nil if none is written.
    private func scheme() throws(RuleSyntaxError) -> (name: String, end: Int)? {
        let end = range.first { !bytes[$0].isNameByte && bytes[$0] != UInt8(ascii: "+") } ?? range.upperBound
        guard end > range.lowerBound, end - range.lowerBound <= 16 else { return nil }
        let name = parser.expansion.text(range.lowerBound..<end).lowercased()
        let rest = bytes[end..<range.upperBound]
        if rest.starts(with: "://".utf8) { return (name, end + 3) }
        if isKnown(name), rest.starts(with: "//".utf8) || rest.starts(with: ":/".utf8) {
            throw parser.error(.brokenScheme(name), at: end)
        }
        return nil
    }

    private func isKnown(_ scheme: String) -> Bool { scheme == "gds" || RuleURL.Scheme(rawValue: scheme) != nil }

    /// `/tftp://server/file`, as one guide prints it, would ask for a strange file.
    private func checkSlashBeforeScheme() throws(RuleSyntaxError) {
        guard bytes[range.lowerBound] == .slash else { return }
        let rest = bytes[range.dropFirst()]
        guard let colon = rest.prefix(17).firstIndex(of: .colon), rest[colon...].starts(with: "://".utf8) else {
            return
        }
        let name = parser.expansion.text(rest.startIndex..<colon).lowercased()
        if isKnown(name) { throw parser.error(.slashBeforeScheme(name), at: range.lowerBound) }
    }

    // MARK: Server and path

    private func url(
        _ scheme: RuleURL.Scheme, isExplicit: Bool, _ start: Int, _ options: RuleOptions
    ) throws(RuleSyntaxError) -> AddressTarget {
        guard parser.kind.allows(scheme) else {
            throw parser.error(.schemeNotAllowed(scheme.rawValue, parser.kind), at: range.lowerBound)
        }
        let end = (start..<range.upperBound).first { "/?#".utf8.contains(bytes[$0]) } ?? range.upperBound
        guard end < range.upperBound, bytes[end] == .slash else {
            throw parser.error(.expected(.path, found: found(end)), at: end)
        }
        let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@"))
        let (host, port) = try server(at.map { $0 + 1 } ?? start, end, isExplicit: isExplicit)
        if host == nil, !parser.kind.allowsMissingServer {
            throw parser.error(.missingServer(parser.kind), at: start)
        }
        if scheme == .tftp, let option = optionNeedingHTTP(options) {
            throw parser.error(.optionNeedsHTTP(option), at: range.lowerBound)
        }
        let url = RuleURL(
            scheme: scheme, hasExplicitScheme: isExplicit, host: host, port: port,
            path: parser.expansion.text(end..<range.upperBound))
        return .url(url, userInfo: at.map { userInfo(start..<$0) })
    }

    private func optionNeedingHTTP(_ options: RuleOptions) -> RuleOptionName? {
        options.post != nil ? .post : options.usesServiceRecord ? .srv : nil
    }

    private func server(
        _ start: Int, _ end: Int, isExplicit: Bool
    ) throws(RuleSyntaxError) -> (host: String?, port: UInt16?) {
        if start == end {
            if let fault = parser.expansion.emptyMacroFault(in: start..<end) { throw fault }
            // No server but user info, as in `http://user@/x`, is none to be learnt.
            guard start == range.lowerBound || bytes[start - 1] != UInt8(ascii: "@") else {
                throw parser.error(.expected(.server, found: .hidden), at: start)
            }
            return (nil, nil)
        }
        if bytes[start] == UInt8(ascii: "["), isExplicit { return try literal(start, end) }
        let colon = bytes[start..<end].firstIndex(of: .colon) ?? end
        try checkName(start..<colon)
        return (parser.expansion.text(start..<colon), try port(colon, end))
    }

    /// An IPv6 address in brackets.
    private func literal(_ start: Int, _ end: Int) throws(RuleSyntaxError) -> (host: String?, port: UInt16?) {
        let inner = start + 1
        guard let bracket = bytes[inner..<end].firstIndex(of: UInt8(ascii: "]")),
            bytes[inner..<bracket].count(where: { $0 == .colon }) >= 2,
            bytes[inner..<bracket].allSatisfy({
                $0.isHexadecimalDigit || $0 == .colon || $0 == 0x2e
            })
        else { throw parser.error(.expected(.server, found: found(start)), at: start) }
        return (parser.expansion.text(inner..<bracket), try port(bracket + 1, end))
    }

    /// Letters, digits, `-`, `_`; single dots between them.
    private func checkName(_ name: Range<Int>) throws(RuleSyntaxError) {
        var previous = UInt8(ascii: ".")
        for index in name {
            let byte = bytes[index]
            let isDot = byte == UInt8(ascii: ".")
            guard byte.isNameByte || byte == .hyphen || (isDot && previous != byte) else {
                throw parser.error(.expected(.server, found: found(index)), at: index)
            }
            previous = byte
        }
        guard (1...253).contains(name.count) else {
            throw parser.error(.expected(.server, found: found(name.lowerBound)), at: name.lowerBound)
        }
    }

    private func port(_ colon: Int, _ end: Int) throws(RuleSyntaxError) -> UInt16? {
        guard colon < end else { return nil }
        let digits = bytes[(colon + 1)..<end]
        guard bytes[colon] == .colon, !digits.isEmpty, digits.allSatisfy(\.isDigit),
            let port = UInt16(parser.expansion.text(colon + 1..<end)), port > 0
        else {
            let start = bytes[colon] == .colon ? colon + 1 : colon
            throw parser.error(.expected(.port, found: found(start)), at: start)
        }
        return port
    }

    private func userInfo(_ info: Range<Int>) -> AddressTarget.UserInfo {
        let colon = bytes[info].firstIndex(of: .colon)
        return AddressTarget.UserInfo(
            user: percentDecoded(info.lowerBound..<(colon ?? info.upperBound)),
            password: colon.map { percentDecoded($0 + 1..<info.upperBound) })
    }

    private func percentDecoded(_ range: Range<Int>) -> Secret {
        var text: [UInt8] = []
        var index = range.lowerBound
        while index < range.upperBound {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < range.upperBound,
                let byte = UInt8(parser.expansion.text(index + 1..<index + 3), radix: 16)
            {
                text.append(byte)
                index += 3
            } else {
                text.append(bytes[index])
                index += 1
            }
        }
        return Secret(String(decoding: text, as: UTF8.self))
    }

    /// What stands at a position of this address.
    private func found(_ position: Int) -> RuleSyntaxError.Found {
        guard position < range.upperBound else { return position < bytes.count ? .hidden : .end }
        // Where an "@" follows, all before it may be a password.
        return bytes[position..<range.upperBound].contains(UInt8(ascii: "@")) ? .hidden : parser.found(at: position)
    }
}
