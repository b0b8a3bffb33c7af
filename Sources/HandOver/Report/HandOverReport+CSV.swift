internal import Spreadsheet

extension HandOverReport {
    /// The devices as a table for spreadsheets (RFC 4180).
    public var csv: String {
        let head = [
            "number", "mac", "serial_number", "model", "product_name", "name", "state", "profile_checksum",
            "scanned_at",
            "scanned_by", "fetched_at", "fetches", "reported_at", "reported_good", "reported_text", "rehearsed_at",
            "rehearsed_by", "rehearsed_good", "rehearsed_text",
        ]
        let rows = devices.map { device in
            [
                String(device.number), device.mac, device.serial_number ?? "", device.model, device.product_name,
                device.name ?? "", device.state, device.profile_checksum ?? "", device.scanned?.at ?? "",
                device.scanned?.by ?? "", device.fetched?.at ?? "", String(device.fetches), device.reported?.at ?? "",
                device.reported.map { Self.truth($0.good) } ?? "", device.reported?.text ?? "",
                device.rehearsed?.at ?? "", device.rehearsed?.by ?? "",
                device.rehearsed.map { Self.truth($0.good) } ?? "", device.rehearsed?.text ?? "",
            ]
        }
        return ([head] + rows).map { row in TableWriter.row(row.map(Self.harmless)) }.joined()
    }

    private static func truth(_ good: Bool) -> String { good ? "yes" : "no" }

    /// A name, or what a server answered, must not become a formula of the customer's spreadsheet program.
    private static func harmless(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) else { return text }
        return "'" + text
    }
}
