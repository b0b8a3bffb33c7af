/// A flat profile as it was read, before anybody decides what it changes.
public struct ProfileDocument: Hashable, Sendable {
    /// The name of the document's outermost element: `flat-profile`, `device`, ….
    public var root: String
    /// The children of `flat-profile`, in their order, repeats included.
    public var entries: [ProfileEntry]
    /// What is well-formed but odd.
    public var warnings: [ProfileWarning]

    /// A document of those parts.
    public init(root: String = "flat-profile", entries: [ProfileEntry], warnings: [ProfileWarning] = []) {
        self.root = root
        self.entries = entries
        self.warnings = warnings
    }
}

/// One child element of `flat-profile`.
public struct ProfileEntry: Hashable, Sendable {
    /// How the element was written; for an empty value this decides what it means.
    public enum Form: Hashable, Sendable {
        /// `<X>text</X>` or `<X></X>`.
        case element
        /// `<X/>`.
        case selfClosed
    }

    /// The element's name, without any name space prefix; where an alias names the element, the parameter that it stands for.
    public var name: ParameterName
    /// Its text, references resolved, line ends turned into blanks, outer white space removed.
    public var value: String
    /// How it was written.
    public var form: Form
    /// The attribute `ua`, if it has one that is valid.
    public var access: UserAccess?
    /// `preserve-value="y"`: keep the present value.
    public var preservesValue: Bool
    /// The attribute `user-pref`: true for `y`, false for `n`, nil if absent.
    public var isUserPreference: Bool?
    /// How many elements stand inside it, at any depth. They are no parameters, and their text is not part of `value`.
    public var nestedElements: Int
    /// The line on which the element begins, counted from 1.
    public var line: Int

    /// An entry of those parts.
    public init(
        name: ParameterName, value: String, form: Form = .element, access: UserAccess? = nil,
        preservesValue: Bool = false, isUserPreference: Bool? = nil, nestedElements: Int = 0, line: Int
    ) {
        self.name = name
        self.value = value
        self.form = form
        self.access = access
        self.preservesValue = preservesValue
        self.isUserPreference = isUserPreference
        self.nestedElements = nestedElements
        self.line = line
    }
}

/// Something odd in a profile that the phone reads all the same.
public struct ProfileWarning: Hashable, Sendable {
    /// What is odd.
    public enum Kind: Hashable, Sendable {
        /// No model has a parameter of that name; it is ignored. `suggestion` is a name that may be meant.
        case unknownParameter(suggestion: ParameterName?)
        /// Only other models have it; it is ignored.
        case otherModelsOnly([Model.Series])
        /// The type does not allow the value; the present value stays.
        case badValue(ValueFault)
        /// As `badValue`, of a secret, whose value is not told.
        case badSecret
        /// The name occurs more than once; the last one wins. `firstLine` is where it stood before.
        case repeated(firstLine: Int)
        /// Text that belongs to no element, cut after `ProfileWarning.longestQuotation` characters.
        case strayText(String)
        /// An attribute that means nothing there, or has a value that it cannot have; both cut as `strayText` is.
        case badAttribute(name: String, value: String)
        /// Elements inside a parameter's element; they are ignored.
        case nestedElements(count: Int)
        /// A second `flat-profile`; it is ignored.
        case secondFlatProfile
        /// No element has the path of that alias; it is about no line.
        case unmatchedAlias(path: String)
    }

    /// How many characters of the file a warning quotes at most.
    public static let longestQuotation = 60

    /// What is odd.
    public var kind: Kind
    /// The parameter or element, if it is about one.
    public var name: ParameterName?
    /// The line, counted from 1; nil if it is about no line.
    public var line: Int?

    /// A warning of those parts.
    public init(_ kind: Kind, name: ParameterName? = nil, line: Int?) {
        self.kind = kind
        self.name = name
        self.line = line
    }
}

extension ProfileWarning {
    /// The warnings of reading and of applying a profile, by line, as the file has them; those about no line come last.
    public static func inOrder(_ warnings: [ProfileWarning]) -> [ProfileWarning] {
        warnings.enumerated().sorted {
            ($0.element.line ?? .max, $0.offset) < ($1.element.line ?? .max, $1.offset)
        }.map(\.element)
    }
}
