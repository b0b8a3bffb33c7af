public import FlatProfile
public import ProfileRules

/// A phone of a job, as a line of the device list or a scan made it known.
public struct Device: Hashable, Sendable {
    /// How a job came to know a device.
    public enum Origin: Hashable, Sendable {
        /// By that line of the list, counted from 1.
        case list(line: Int)
        /// By a scan of its bar code.
        case scan
        /// Typed into the page.
        case page
    }

    /// Its place in the job, counted from 1 and never used twice; 0 until a store has it.
    public var number: Int
    /// Its hardware address: what tells it apart.
    public var mac: MACAddress
    /// Its serial number; empty if nobody told it.
    public var serialNumber: String
    /// Its model.
    public var model: Model
    /// Its values, in the order of the job's columns. They may be secret: `values(of:)` shows them masked.
    public var values: [Secret]
    /// How the job came to know it.
    public var origin: Origin

    /// A device of those parts.
    public init(
        number: Int = 0, mac: MACAddress, serialNumber: String = "", model: Model, values: [Secret] = [],
        origin: Origin = .page
    ) {
        self.number = number
        self.mac = mac
        self.serialNumber = serialNumber
        self.model = model
        self.values = values
        self.origin = origin
    }

    /// The line of the list that it came by; nil if it came otherwise.
    public var line: Int? {
        if case .list(let line) = origin { line } else { nil }
    }

    /// A value; nil if the job has no such column. It may be secret.
    public func value(of name: ColumnName, in columns: [Column]) -> Secret? {
        guard let index = columns.firstIndex(where: { $0.name == name }) else { return nil }
        return index < values.count ? values[index] : Secret("")
    }

    /// A value for people: masked in a secret column, nil if the job has no such column or the value is empty.
    public func shownValue(of name: ColumnName, in columns: [Column]) -> String? {
        guard let column = columns.first(where: { $0.name == name }), let value = value(of: name, in: columns),
            !value.isEmpty
        else { return nil }
        return column.isSecret ? Secret.mask : value.reveal()
    }

    /// What people call it, for boards and labels: its column `name`, or another that means the same; nil without one.
    public func name(in columns: [Column]) -> String? {
        for name in ["name", "display_name", "full_name", "user_name", "user", "location"] {
            if let text = shownValue(of: ColumnName(name), in: columns) { return text }
        }
        return nil
    }
}
