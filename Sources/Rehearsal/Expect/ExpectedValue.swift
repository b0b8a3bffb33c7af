public import FlatProfile
internal import Notation

/// What a parameter of a phone must be in the end.
public struct ExpectedValue: Hashable, Sendable {
    /// How it is looked at.
    public enum Test: Hashable, Sendable {
        /// It is this value, in any form in which the parameter takes it.
        case equals(String)
        /// It begins with this text.
        case begins(String)
        /// It ends with this text.
        case ends(String)
        /// This text stands somewhere in it.
        case contains(String)
        /// It is not empty, or it is.
        case isSet(Bool)
        /// The user may do that with it: `ua`.
        case access(UserAccess)
    }

    /// The parameter.
    public var name: ParameterName
    /// What it must be.
    public var test: Test
    /// Where that is written: `expected.xml, line 3`.
    public var source: String
    /// Whether the text holds a value of a secret column.
    public var holdsSecret = false

    /// What is wrong about a phone with that configuration; nil if nothing is.
    func miss(_ snapshot: Snapshot, _ masking: Masking) -> ExpectationMiss? {
        guard let parameter = snapshot.catalogue[name] else {
            let nearest = snapshot.catalogue.suggestion(for: name).map { "; \($0.text) may be meant" } ?? ""
            return ExpectationMiss(
                parameter: name.text, expected: expected(isSecret: holdsSecret), found: nil, source: source,
                sentence: "the \(snapshot.catalogue.model.number) has no parameter \(name.text) (\(source))\(nearest)")
        }
        let value = snapshot[name]
        guard !holds(value, parameter, snapshot) else { return nil }
        let isSecret = holdsSecret || parameter.isSecret || masking.hides(name)
        let expected = expected(isSecret: isSecret)
        if case .access = test {
            let found = snapshot.access(to: name).rawValue
            return ExpectationMiss(
                parameter: name.text, expected: expected, found: found, source: source,
                sentence: "ua of \(name.text) is \(found), and \(expected) was expected (\(source))")
        }
        guard !isSecret else {
            let found = value.isEmpty ? "empty" : "not what was expected"
            return ExpectationMiss(
                parameter: name.text, expected: expected, found: nil, source: source,
                sentence: "\(name.text) is \(found) (\(source)); it is secret and not shown")
        }
        let found = masking.shown(value, of: name, in: snapshot.catalogue)
        return ExpectationMiss(
            parameter: name.text, expected: masking(expected), found: found, source: source,
            sentence:
                "\(name.text) is \(found.isEmpty ? "empty" : quoted(found)), and \(masking(words)) was expected (\(source))"
        )
    }

    private func holds(_ value: String, _ parameter: Parameter, _ snapshot: Snapshot) -> Bool {
        switch test {
        case .equals(let text):
            // What the phone makes of it when a profile sets it.
            guard case .success(let accepted) = parameter.accept(text) else { return value == text }
            return value == accepted
        case .begins(let text): return value.hasPrefix(text)
        case .ends(let text): return value.hasSuffix(text)
        case .contains(let text): return value.contains(text)
        case .isSet(let isSet): return value.isEmpty != isSet
        case .access(let access): return snapshot.access(to: name) == access
        }
    }

    private func expected(isSecret: Bool) -> String {
        switch test {
        case .isSet(let isSet): isSet ? "something" : ""
        case .access(let access): access.rawValue
        case .equals(let text), .begins(let text), .ends(let text), .contains(let text):
            isSecret ? Masking.mask : text
        }
    }

    /// For `… was expected`.
    private var words: String {
        switch test {
        case .equals(let text): text.isEmpty ? "nothing" : quoted(text)
        case .begins(let text): "a text that begins with \(quoted(text))"
        case .ends(let text): "a text that ends with \(quoted(text))"
        case .contains(let text): "a text with \(quoted(text)) in it"
        case .isSet(let isSet): isSet ? "something" : "nothing"
        case .access(let access): access.rawValue
        }
    }
}

/// An expectation that did not come true. It shows no secret.
public struct ExpectationMiss: Codable, Hashable, Sendable {
    /// The parameter, or `firmware`, `server`.
    public var parameter: String
    /// What was expected; masked if it is secret.
    public var expected: String
    /// What was found; null if it is secret, or there is no such parameter.
    public var found: String?
    /// Where the expectation is written.
    public var source: String
    /// One sentence.
    public var sentence: String
}

/// A text of somebody else in a sentence: one line, not endless.
func quoted(_ text: String) -> String {
    let line = String(text.prefix(120).map { $0.isNewline || $0 == "\t" ? " " : $0 })
    return "“\(line)\(text.count > 120 ? "…" : "")”"
}
