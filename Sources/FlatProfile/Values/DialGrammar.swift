import Notation

/// What is dialled.
enum DialGrammar {
    /// Digits, stars and hashes. Source: "Data Types", star code: up to seven characters.
    static func isStarCode(_ text: some StringProtocol) -> Bool {
        1...7 ~= text.utf8.count && text.utf8.allSatisfy { $0.isDigit || [UInt8]("*#+".utf8).contains($0) }
    }

    /// Star codes joined by `|`, each with or without the letter of a tone in back quotes: "*72`c`|*67".
    static func checkStarCodes(_ text: String) throws(ValueFault.Flaw) {
        for part in text.parts(separatedBy: "|").dropLast(if: \.isEmpty) {
            var code = part
            if code.hasSuffix("`"), let quote = code.dropLast().lastIndex(of: "`") {
                guard code[quote...].utf8.count == 3 else { throw .part(String(part), is: .starCode) }
                code = code[..<quote]
            }
            guard isStarCode(code) else { throw .part(String(part), is: .starCode) }
        }
    }

    /// Digits, star codes, or an address: visible characters, and blanks as people write them into numbers.
    static func isDialable(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 == 0x20 || ($0.isVisible && ![UInt8](#"<>"\^`{|}"#.utf8).contains($0)) }
    }

    /// Response codes of three places with `?` for a digit and `*` for the rest: `404, 5*`, `61?`.
    static func checkResponseCodes(_ text: String) throws(ValueFault.Flaw) {
        for code in text.parts(separatedBy: ",") {
            let bytes = Array(code.utf8)
            let isComplete = bytes.count == 3 || bytes.last == UInt8(ascii: "*")
            let digits = bytes.last == UInt8(ascii: "*") ? bytes.dropLast() : bytes[...]
            guard 1...3 ~= bytes.count, isComplete, digits.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: "?") }) else {
                throw .part(String(code), is: .responseCode)
            }
        }
    }
}

/// Texts with brackets that must close.
enum BracketGrammar {
    /// A dial plan stands in parentheses; brackets in it close in their order.
    static func checkDialPlan(_ text: String) throws(ValueFault.Flaw) {
        guard text.hasPrefix("("), text.hasSuffix(")") else { throw .whole }
        try checkPairs(text, ["(": ")", "[": "]", "<": ">"], escape: nil)
    }

    /// A regular expression that closes what it opens; whether it means something shows when it is used.
    static func checkExpression(_ text: String) throws(ValueFault.Flaw) {
        try checkPairs(text, ["(": ")", "[": "]", "{": "}"], escape: "\\")
    }

    private static func checkPairs(
        _ text: String, _ pairs: [Unicode.Scalar: Unicode.Scalar], escape: Unicode.Scalar?
    ) throws(ValueFault.Flaw) {
        var open: [(opening: Unicode.Scalar, closing: Unicode.Scalar)] = []
        var isEscaped = false
        for scalar in text.unicodeScalars {
            if isEscaped {
                isEscaped = false
            } else if scalar == escape {
                isEscaped = true
            } else if open.last?.opening == "[", scalar != "]" {
                continue
            } else if let closing = pairs[scalar] {
                open.append((scalar, closing))
            } else if let last = open.last, scalar == last.closing {
                open.removeLast()
            } else if pairs.values.contains(scalar) {
                throw .unbalanced(String(scalar))
            }
        }
        if let last = open.last { throw .unbalanced(String(last.opening)) }
        if isEscaped, let escape { throw .unbalanced(String(escape)) }
    }
}
