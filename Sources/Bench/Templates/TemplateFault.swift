public import FlatProfile
public import ProfileFormat

/// One fault of a template, or of a device whose values do not fit into it. It quotes no value that may be secret.
public struct TemplateFault: Error, Hashable, Sendable {
    /// What is wrong.
    public enum Reason: Hashable, Sendable {
        /// The template is no profile, or a device's values make none of it.
        case format(ProfileFormatError)
        /// The template is compressed.
        case compressed
        /// The XML declaration names another encoding than UTF-8.
        case encoding(String)
        /// `{{` without `}}` on the same line.
        case unclosedPlace
        /// Between `{{` and `}}` stands no name of a column.
        case badPlace(String)
        /// A place where no value can stand.
        case placeIn(Template.Context, ColumnName)
        /// A place outside of the value of a parameter.
        case placeOutside(ColumnName)
        /// The devices have no such column; one that may be meant, and those that there are.
        case unknownColumn(ColumnName, nearest: String?, known: [String])
        /// What a phone of the model would ignore.
        case ignored(ProfileWarning.Kind, ParameterName?, Model)
        /// The device has no value there, and needs one.
        case noValue(ColumnName)
        /// A value holds a character that XML does not have.
        case character(UInt32, ColumnName)
    }

    /// Which device, if it is about one.
    public struct Culprit: Hashable, Sendable {
        /// Its hardware address.
        public var mac: MACAddress
        /// The line of the list by which it came; nil if it came otherwise.
        public var line: Int?

        /// The one of a job.
        public init(_ device: Device) {
            mac = device.mac
            line = device.line
        }
    }

    /// What is wrong.
    public var reason: Reason
    /// The line of the template, counted from 1; nil if it is about the whole file.
    public var line: Int?
    /// The character of the line, counted from 1.
    public var column: Int?
    /// The device, if it is about one.
    public var device: Culprit?

    /// A fault of those parts.
    public init(_ reason: Reason, line: Int? = nil, column: Int? = nil, device: Culprit? = nil) {
        self.reason = reason
        self.line = line
        self.column = column
        self.device = device
    }
}

/// All faults of a template and of what devices make of it; of more than `limit` the first ones.
public struct TemplateFaults: Error, Hashable, Sendable {
    /// How many are told at most.
    public static let limit = 100

    /// The faults, in the order in which they were found.
    public var faults: [TemplateFault]
    /// How many there are, those that are not told included.
    public var count: Int

    /// These faults.
    public init(_ faults: [TemplateFault], count: Int? = nil) {
        self.faults = faults
        self.count = count ?? faults.count
    }

    mutating func add(_ fault: TemplateFault) {
        if faults.count < Self.limit { faults.append(fault) }
        count += 1
    }
}

extension TemplateFault: CustomStringConvertible {
    /// One sentence: the places in template and list, what is wrong, and what to do.
    public var description: String {
        if case .format(let error) = reason, device == nil { return error.description }
        var head: [String] = []
        if let line { head.append(column.map { "line \(line), column \($0)" } ?? "line \(line)") }
        if let device {
            head.append(device.line.map { "device \(device.mac) of line \($0)" } ?? "device \(device.mac)")
        }
        return head.isEmpty ? sentence : "\(head.joined(separator: ", ")): \(sentence)"
    }

    private var sentence: String {
        switch reason {
        case .format(let error): "with its values the template is no profile any more: \(error.reason)"
        case .compressed: "the template is compressed; unpack it, --delivery gzip compresses what is made of it"
        case .encoding(let name):
            "the template says that it is in \(name); save it as UTF-8 and remove the encoding from its first line"
        case .unclosedPlace:
            "{{ begins a place that does not end on this line; write {{name of a column}}, or &#123;&#123; if two braces are meant"
        case .badPlace(let written):
            "\(quoted(written)) is no name of a column; it has letters, digits, blanks, - and _, such as {{display name}}"
        case .placeIn(let context, let name): "{{\(name)}} stands in \(context.english)"
        case .placeOutside(let name):
            "{{\(name)}} stands outside of the value of a parameter; put it between the tags of one, such as <Station_Name>{{\(name)}}</Station_Name>"
        case .unknownColumn(let name, let nearest?, _):
            "the devices have no column \(name); did you mean {{\(nearest)}}?"
        case .unknownColumn(let name, nil, let known):
            "the devices have no column \(name); they have \(known.joined(separator: ", "))"
        case .ignored(let kind, let name, let model): Self.sentence(kind, name, model)
        case .noValue(let name):
            "the template needs a value for {{\(name)}}, and this device has none; add it to the list"
        case .character(let code, let name):
            "the value for {{\(name)}} holds the character U+\(String(code, radix: 16, uppercase: true)), which XML does not have; remove it"
        }
    }

    private static func sentence(_ kind: ProfileWarning.Kind, _ name: ParameterName?, _ model: Model) -> String {
        let name = name?.text ?? "the element"
        switch kind {
        case .unknownParameter(let suggestion?): return "no model has a parameter \(name); did you mean \(suggestion)?"
        case .unknownParameter(nil): return "no model has a parameter \(name); names are case sensitive"
        case .otherModelsOnly(let series):
            return "the \(model.number) has no parameter \(name), models of the series "
                + "\(series.map(\.rawValue).joined(separator: ", ")) have; make a job of its own for them, or allow it with --other-models"
        case .badValue(let fault): return fault.sentence(label: name)
        case .badSecret: return "\(name) cannot have this value (which is secret and not shown)"
        default: return ProfileWarning(kind, name: ParameterName(name), line: nil).description
        }
    }
}

extension Template.Context {
    /// Where a place may not stand, and what to do, for `… stands in …`.
    fileprivate var english: String {
        switch self {
        case .text, .attribute: "a value"
        case .name: "the name of an element or an attribute, which must be the same for all devices; write the name out"
        case .comment: "a comment, which no phone reads; remove the braces, or take the line out of the template"
        case .characterData:
            "a CDATA section, where nothing can be escaped; write the value without one, what XML needs is escaped by itself"
        case .instruction: "a processing instruction, which no phone reads; remove the braces"
        case .documentType: "a document type declaration, which no profile may have; remove the declaration"
        }
    }
}
