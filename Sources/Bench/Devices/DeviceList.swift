public import FlatProfile
internal import ProfileRules
public import Spreadsheet

/// A device list as a spreadsheet program wrote it: one line a device, below a header.
public struct DeviceList: Sendable {
    /// What may be said about a list besides what stands in it.
    public struct Options: Sendable {
        /// The model of devices for which the list names none.
        public var defaultModel: Model?
        /// The encoding; nil to find out.
        public var encoding: String?
        /// Columns whose values are secret, besides those whose names say so.
        public var secretColumns: Set<ColumnName>

        /// Options of those parts.
        public init(defaultModel: Model? = nil, encoding: String? = nil, secretColumns: Set<ColumnName> = []) {
            self.defaultModel = defaultModel
            self.encoding = encoding
            self.secretColumns = secretColumns
        }
    }

    /// How many devices a job may have; 200,000.
    public static let deviceLimit = 200_000

    /// Its own columns, besides MAC, serial number and model.
    public var columns: [Column]
    /// Its devices, in their order.
    public var devices: [Device]
    /// In which encoding it came.
    public var encoding: String
    /// Where the first letter stands whose meaning is a guess, because nothing says which encoding it is; nil if there is no guess.
    public var guessedAt: TextPlace?

    /// Reads a list: all of it, or all of its faults.
    public init(_ file: [UInt8], options: Options = Options()) throws(DeviceListFaults) {
        var reader = DeviceListReader(options)
        let text: TableText
        do throws(TableError) {
            text = try TableText(file, encoding: options.encoding)
            try TableReader.read(text) { reader.take($0) }
        } catch {
            reader.report(DeviceListFault(.table(error)))
            throw reader.outcome
        }
        reader.end()
        guard reader.outcome.faults.isEmpty else { throw reader.outcome }
        columns = reader.columns
        devices = reader.devices
        encoding = text.encoding
        guessedAt = text.isGuessed ? reader.firstForeign : nil
    }
}

/// Makes devices of rows, one after the other, and collects what is wrong with them.
struct DeviceListReader {
    private(set) var columns: [Column] = []
    private(set) var devices: [Device] = []
    private(set) var outcome = DeviceListFaults([])
    private(set) var firstForeign: TextPlace?
    private let options: DeviceList.Options
    private var header: [Title]?
    private var lines: (mac: [MACAddress: Int], serial: [String: Int]) = ([:], [:])

    /// What the fields below a title are.
    private enum Meaning: Hashable {
        case identity(IdentityColumn.Role)
        case own(Int)
        /// A column without a title, in which nothing may stand.
        case nothing
    }

    private struct Title {
        var text: String
        var meaning: Meaning
        var place: TextPlace
    }

    init(_ options: DeviceList.Options) {
        self.options = options
    }

    mutating func report(_ fault: DeviceListFault) {
        if outcome.faults.count < DeviceListFaults.limit { outcome.faults.append(fault) }
        outcome.count += 1
    }

    /// Takes the next row; whether another one is wanted.
    mutating func take(_ fields: [TableField]) -> Bool {
        guard let header else {
            readHeader(fields)
            return outcome.faults.isEmpty
        }
        guard devices.count < DeviceList.deviceLimit else {
            report(DeviceListFault(.tooManyDevices(limit: DeviceList.deviceLimit), at: fields.first?.place))
            return false
        }
        readDevice(fields, header)
        return true
    }

    mutating func end() {
        if outcome.faults.isEmpty, devices.isEmpty { report(DeviceListFault(.noDevices)) }
    }

    // MARK: Header

    private mutating func readHeader(_ fields: [TableField]) {
        if let field = fields.first(where: { if case .success = MACText.read($0.text) { true } else { false } }) {
            return report(DeviceListFault(.noHeader, at: field.place))
        }
        var titles: [Title] = []
        for field in fields {
            let meaning = meaning(of: field)
            if meaning != .nothing, let first = titles.first(where: { isSame($0, meaning, field) }) {
                report(
                    DeviceListFault(.repeatedColumn(first.text, first: first.place), at: field.place, title: field.text)
                )
            }
            titles.append(Title(text: field.text, meaning: meaning, place: field.place))
        }
        while titles.last?.meaning == .nothing { titles.removeLast() }
        if !titles.contains(where: { $0.meaning == .identity(.mac) }) {
            report(DeviceListFault(.noMACColumn, at: fields.first?.place))
        }
        header = titles
    }

    private mutating func meaning(of field: TableField) -> Meaning {
        let name = ColumnName(field.text)
        if name.isEmpty { return .nothing }
        if let role = IdentityColumn(name)?.role { return .identity(role) }
        var column = Column(String(Substring(field.text).trimmed))
        column.isSecret = options.secretColumns.contains(name) || Column.soundsSecret(name)
        columns.append(column)
        return .own(columns.count - 1)
    }

    private func isSame(_ title: Title, _ meaning: Meaning, _ field: TableField) -> Bool {
        switch (title.meaning, meaning) {
        case (.own, .own): ColumnName(title.text) == ColumnName(field.text)
        default: title.meaning == meaning
        }
    }

    // MARK: Devices

    private mutating func readDevice(_ fields: [TableField], _ header: [Title]) {
        let before = outcome.count
        checkCount(fields, header)
        var mac: MACAddress?
        var serial = ""
        var model = options.defaultModel
        var modelField: TableField?
        var values = [Secret](repeating: Secret(""), count: columns.count)
        for (field, title) in zip(fields, header) {
            note(field)
            switch title.meaning {
            case .identity(.mac): mac = readMAC(field, title)
            case .identity(.serial): serial = readSerial(field, title)
            case .identity(.model):
                modelField = field
                if !field.text.isEmpty { model = readModel(field, title) }
            case .own(let index):
                check(field, title)
                values[index] = Secret(field.text)
            case .nothing: break
            }
        }
        guard outcome.count == before, let mac else { return }
        guard let model else { return report(DeviceListFault(.noModel, at: (modelField ?? fields.first)?.place)) }
        devices.append(
            Device(
                number: devices.count + 1, mac: mac, serialNumber: serial, model: model, values: values,
                origin: .list(line: fields.first?.place.line ?? 0)))
    }

    private mutating func checkCount(_ fields: [TableField], _ header: [Title]) {
        let needed = fields.count - fields.reversed().prefix { $0.text.isEmpty }.count
        let stray = zip(fields, header).first { $1.meaning == .nothing && !$0.text.isEmpty }?.0
        if needed > header.count || stray != nil {
            report(
                DeviceListFault(
                    .tooManyFields(fields.count, expected: header.count),
                    at: stray?.place ?? fields[min(header.count, fields.count - 1)].place))
        } else if fields.count < header.count {
            report(
                DeviceListFault(.tooFewFields(fields.count, expected: header.count), at: fields.first?.place))
        }
    }

    private mutating func readMAC(_ field: TableField, _ title: Title) -> MACAddress? {
        switch MACText.read(field.text) {
        case .failure(let fault):
            report(DeviceListFault(.mac(fault, text: field.text), at: field.place, title: title.text))
            return nil
        case .success(let mac):
            if let line = lines.mac[mac] {
                report(DeviceListFault(.repeatedMAC(mac, firstLine: line), at: field.place, title: title.text))
            } else {
                lines.mac[mac] = field.place.line
            }
            return mac
        }
    }

    private mutating func readSerial(_ field: TableField, _ title: Title) -> String {
        guard !field.text.isEmpty else { return "" }
        guard let serial = SerialText.read(field.text) else {
            report(DeviceListFault(.serial(field.text), at: field.place, title: title.text))
            return ""
        }
        if let line = lines.serial[serial] {
            report(DeviceListFault(.repeatedSerial(serial, firstLine: line), at: field.place, title: title.text))
        } else {
            lines.serial[serial] = field.place.line
        }
        return serial
    }

    private mutating func readModel(_ field: TableField, _ title: Title) -> Model? {
        if let model = ModelText.read(field.text) { return model }
        report(
            DeviceListFault(
                .unknownModel(field.text, nearest: ModelText.nearest(to: field.text)), at: field.place,
                title: title.text))
        return nil
    }

    private mutating func check(_ field: TableField, _ title: Title) {
        let control = field.text.unicodeScalars.first {
            $0.value < 0x20 && !["\t", "\n", "\r"].contains($0) || $0.value == 0x7f || $0.value & 0xfffe == 0xfffe
        }
        if let control {
            report(DeviceListFault(.controlCharacter(control.value), at: field.place, title: title.text))
        }
    }

    private mutating func note(_ field: TableField) {
        if firstForeign == nil, !field.text.utf8.allSatisfy({ $0 < 0x80 }) { firstForeign = field.place }
    }
}

extension Column {
    private static let secretWords: Set<Substring> = [
        "password", "passwords", "passwd", "passwort", "kennwort", "secret", "pwd", "pin", "psk", "passphrase", "pw",
        "credential", "credentials", "ikm",
    ]

    /// Whether people keep secrets in columns of such a name.
    static func soundsSecret(_ name: ColumnName) -> Bool {
        name.text.split(separator: "_").contains { secretWords.contains($0) }
    }
}
