public import FlatProfile
public import Spreadsheet

/// One fault of a device list, and where. Of values that may be secret it quotes nothing.
public struct DeviceListFault: Hashable, Sendable {
    /// What is wrong.
    public enum Reason: Hashable, Sendable {
        /// The file is no table.
        case table(TableError)
        /// The first line already holds a device.
        case noHeader
        /// No column of the header is one of MAC addresses.
        case noMACColumn
        /// Two columns mean the same; where the first one stands.
        case repeatedColumn(String, first: TextPlace)
        /// The header is all that there is.
        case noDevices
        /// More devices than `limit`.
        case tooManyDevices(limit: Int)
        /// The line has fewer fields than the header.
        case tooFewFields(Int, expected: Int)
        /// The line has more fields than the header.
        case tooManyFields(Int, expected: Int)
        /// No MAC address of a device.
        case mac(MACText.Fault, text: String)
        /// That device stands in the list before.
        case repeatedMAC(MACAddress, firstLine: Int)
        /// No serial number.
        case serial(String)
        /// That serial number stands in the list before.
        case repeatedSerial(String, firstLine: Int)
        /// Neither the line nor the job names a model.
        case noModel
        /// There is no such model; one that may be meant.
        case unknownModel(String, nearest: Model?)
        /// A character that no profile can hold, by its number in Unicode.
        case controlCharacter(UInt32)
    }

    /// What is wrong.
    public var reason: Reason
    /// Where; nil if it is about the whole file.
    public var place: TextPlace?
    /// The title of the column, if it is about a value of one.
    public var title: String?

    /// A fault of those parts.
    public init(_ reason: Reason, at place: TextPlace? = nil, title: String? = nil) {
        self.reason = reason
        self.place = place
        self.title = title
    }
}

/// All faults of a device list, in their order; of a list with more than `limit` the first ones.
public struct DeviceListFaults: Error, Hashable, Sendable {
    /// How many are told at most.
    public static let limit = 100

    /// The faults.
    public var faults: [DeviceListFault]
    /// How many there are, those that are not told included.
    public var count: Int

    /// These faults.
    public init(_ faults: [DeviceListFault], count: Int? = nil) {
        self.faults = faults
        self.count = count ?? faults.count
    }
}

extension DeviceListFault: CustomStringConvertible {
    /// One sentence: the place, what is wrong, and what to do.
    public var description: String {
        // These know their place themselves.
        if case .table(let error) = reason { return error.description }
        let place = place.map { "\($0)" }
        let title = title.map { quoted($0) }
        let head = [place, title].compactMap(\.self).joined(separator: ", ")
        return head.isEmpty ? sentence : "\(head): \(sentence)"
    }

    private var sentence: String {
        switch reason {
        case .table(let error): error.description
        case .noHeader:
            "the first line already holds a device; put a line with the names of the columns before it, such as mac,serial,model,name"
        case .noMACColumn: "no column is called mac; name the one with the MAC addresses so"
        case .repeatedColumn(let title, let first):
            "this column means the same as \(quoted(title)) at \(first); rename or remove one of them"
        case .noDevices: "there is no device below the header; each device is a line of its own"
        case .tooManyDevices(let limit): "the list has more than \(limit) devices; make several jobs of it"
        case .tooFewFields(let count, let expected):
            "the line has \(count) fields where the header has \(expected); a field may be missing, or a line break stands in one without quotation marks"
        case .tooManyFields(let count, let expected):
            "the line has \(count) fields where the header has \(expected); put a field with a comma, semicolon or tab in it into quotation marks"
        case .mac(.empty, _): MACText.Fault.empty.description
        case .mac(let fault, let text): "\(quoted(text)) is no MAC address: \(fault)"
        case .repeatedMAC(let mac, let line):
            "\(mac) stands on line \(line) too; each device has one line, remove the other or correct it by its label"
        case .serial(let text):
            "\(quoted(text)) is no serial number; it has letters and digits only, such as FCH2305DMH0"
        case .repeatedSerial(let serial, let line):
            "the serial number \(serial) stands on line \(line) too; no two devices share one, compare both labels"
        case .noModel: "the model is missing; write it, or name one for all devices with --model"
        case .unknownModel(let text, let nearest?):
            "there is no model \(quoted(text)); did you mean \(nearest.number) (\(nearest.productName))?"
        case .unknownModel(let text, nil):
            "there is no model \(quoted(text)); write a number such as 8841 or a product name such as CP-8841-3PCC"
        case .controlCharacter(let code):
            "the value holds the control character U+\(String(code, radix: 16, uppercase: true)), which no profile can hold; remove it"
        }
    }
}
