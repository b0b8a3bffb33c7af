extension ProfileWarning: CustomStringConvertible {
    /// One sentence: the line, the name, what is odd, and what to do.
    public var description: String {
        if case .badValue(let fault) = kind {
            return place + "\(fault.sentence(label: name?.text ?? "the value")); the present value stays"
        }
        guard let name else { return place + oddity }
        return "\(line.map { "line \($0), " } ?? "")\(name.text.shortened): \(oddity)"
    }

    private var place: String { line.map { "line \($0): " } ?? "" }

    private var oddity: String {
        switch kind {
        case .unknownParameter(let suggestion?):
            "no model has a parameter of this name, it is ignored; did you mean \(suggestion)?"
        case .unknownParameter(nil):
            "no model has a parameter of this name, it is ignored; names are case sensitive"
        case .otherModelsOnly(let series):
            "this model has no such parameter, models of the series "
                + "\(series.map(\.rawValue).joined(separator: ", ")) have; it is ignored"
        case .badValue: "the present value stays"
        case .badSecret:
            "it cannot have this value (which is secret and not shown); the present value stays"
        case .repeated(let firstLine):
            "the name stands on line \(firstLine) too; the last one wins, remove the other"
        case .strayText(let text):
            "the text “\(text.shortened)” stands between the elements and is ignored; make it a comment or remove it"
        case .badAttribute(let attribute, let value):
            "the attribute \(attribute.shortened)=\"\(value.shortened)\" is ignored; \(Self.expectation(of: attribute))"
        case .nestedElements(let count):
            count == 1
                ? "one element inside it is ignored; only children of flat-profile are parameters"
                : "\(count) elements inside it are ignored; only children of flat-profile are parameters"
        case .secondFlatProfile:
            "this is a second flat-profile, it is ignored; move its parameters into the first one"
        case .unmatchedAlias(let path):
            "the alias \(path.shortened) matches no element of the file; names are case sensitive"
        }
    }

    private static func expectation(of attribute: String) -> String {
        switch attribute {
        case "ua": "write na, ro or rw"
        case "preserve-value", "user-pref": "write y or n"
        default: "the phone knows ua, preserve-value and user-pref"
        }
    }
}

extension String {
    /// The text, cut where a sentence would become unreadable.
    fileprivate var shortened: String {
        count <= ProfileWarning.longestQuotation ? self : prefix(ProfileWarning.longestQuotation) + "…"
    }
}
