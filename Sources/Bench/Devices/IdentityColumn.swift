internal import FlatProfile

/// The columns that every device has, whatever the header of a list or a place of a template calls them.
public enum IdentityColumn: String, Hashable, Sendable, CaseIterable {
    /// `000e08aabbcc`, the macro `$MA`.
    case mac
    /// `000E08AABBCC`, the macro `$MAU`.
    case macCapitals = "mac_upper"
    /// `00:0e:08:aa:bb:cc`, the macro `$MAC`.
    case macColons = "mac_colon"
    /// The serial number, the macro `$SN`.
    case serial
    /// `8841`.
    case model
    /// `CP-8841-3PCC`, the macro `$PN`.
    case productName = "product_name"
    /// `8841-3PCC`, the macro `$PSN`.
    case productSeriesName = "product_series_name"

    /// The column that such a name means; nil for a column of the list's own.
    public init?(_ name: ColumnName) {
        guard let column = Self.meanings[name.text] else { return nil }
        self = column
    }

    /// What a device has there.
    public func value(of device: Device) -> String {
        switch self {
        case .mac: device.mac.lowercase
        case .macCapitals: device.mac.uppercase
        case .macColons: device.mac.colonSeparated
        case .serial: device.serialNumber
        case .model: device.model.number
        case .productName: device.model.productName
        case .productSeriesName: device.model.productSeriesName
        }
    }

    /// Which part of a device a list gives in such a column; nil for other spellings of what another one gives.
    var role: Role? {
        switch self {
        case .mac, .macCapitals, .macColons: .mac
        case .serial: .serial
        case .model, .productName, .productSeriesName: .model
        }
    }

    /// What a list tells of a device besides its own columns.
    enum Role: Hashable, CaseIterable {
        case mac, serial, model
    }

    private static let meanings: [String: IdentityColumn] = {
        let synonyms: [IdentityColumn: [String]] = [
            .mac: [
                "mac_address", "macaddress", "mac_addr", "macaddr", "mac_adresse", "mac_id", "macid",
                "ethernet_address",
                "ethernet_mac", "hardware_address", "hw_address", "physical_address", "wired_mac", "lan_mac", "ma",
            ],
            .macCapitals: ["mau"],
            .serial: [
                "serial_number", "serialnumber", "serial_no", "serialno", "serial_nr", "sn", "s_n", "sno",
                "seriennummer",
                "serien_nr", "device_serial", "serial_num",
            ],
            .model: [
                "modell", "model_number", "model_name", "phone_model", "device_model", "phone_type", "device_type",
                "type", "typ",
            ],
            .productName: ["pn", "product", "product_id", "pid", "part_number", "partnumber", "part_no"],
            .productSeriesName: ["psn"],
        ]
        var meanings = Dictionary(uniqueKeysWithValues: IdentityColumn.allCases.map { ($0.rawValue, $0) })
        for (column, words) in synonyms { for word in words { meanings[word] = column } }
        return meanings
    }()
}
