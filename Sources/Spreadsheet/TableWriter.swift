/// Writes tables as RFC 4180 has them: commas, CR LF, quotation marks where they are needed.
public enum TableWriter {
    /// A row with its line end.
    public static func row(_ fields: [String]) -> String {
        fields.map(field).joined(separator: ",") + "\r\n"
    }

    private static func field(_ text: String) -> String {
        let isSimple =
            text.utf8.allSatisfy { ![UInt8]("\",\r\n;\t".utf8).contains($0) } && text.first != " " && text.last != " "
        return isSimple
            ? text
            : "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
