internal import CToml

/// Reads TOML 1.0 documents (https://toml.io) with toml++.
public enum TOMLDocument {
    /// The entries of the document, in the order of its lines.
    public static func read(_ text: String) throws(TOMLFault) -> [TOMLEntry] {
        let builder = Builder()
        var fault = ctoml_fault()
        var text = text
        let isRead = text.withUTF8 { bytes in
            // ctoml_read keeps nothing: the builder outlives the call.
            bytes.withMemoryRebound(to: CChar.self) { bytes in
                ctoml_read(
                    bytes.baseAddress, bytes.count, Unmanaged.passUnretained(builder).toOpaque(),
                    { context, item in
                        guard let context, let item else { return }
                        Unmanaged<Builder>.fromOpaque(context).takeUnretainedValue().take(item.pointee)
                    }, &fault)
            }
        }
        guard isRead else {
            let reason = withUnsafeBytes(of: &fault.reason) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            throw TOMLFault(
                reason: reason, position: TOMLPosition(line: Int(fault.line), column: Int(fault.column)))
        }
        return builder.entries
    }

    /// Puts the items together again.
    private final class Builder {
        private struct Open {
            var key: String?
            var keyPosition: TOMLPosition
            var position: TOMLPosition
            var entries: [TOMLEntry]?
            var values: [TOMLValue] = []
        }

        private var open: [Open] = []
        private(set) var entries: [TOMLEntry] = []

        func take(_ item: ctoml_item) {
            let key = item.key.map { text($0, item.key_length) }
            let keyPosition = TOMLPosition(line: Int(item.line), column: Int(item.column))
            let position = TOMLPosition(line: Int(item.value_line), column: Int(item.value_column))
            switch item.kind {
            case CTOML_TABLE: open.append(Open(key: key, keyPosition: keyPosition, position: position, entries: []))
            case CTOML_ARRAY: open.append(Open(key: key, keyPosition: keyPosition, position: position))
            case CTOML_END: close()
            default:
                guard let content = content(of: item) else { return }
                add(TOMLValue(content: content, position: position), key, keyPosition)
            }
        }

        private func content(of item: ctoml_item) -> TOMLValue.Content? {
            switch item.kind {
            case CTOML_STRING: .string(text(item.text, item.text_length))
            case CTOML_INTEGER: .integer(item.integer)
            case CTOML_FLOAT: .float(item.number)
            case CTOML_BOOLEAN: .boolean(item.integer != 0)
            case CTOML_TIME: .time(text(item.text, item.text_length))
            default: nil
            }
        }

        private func close() {
            guard let done = open.popLast() else { return }
            guard !open.isEmpty else {
                entries = done.entries ?? []
                return
            }
            let content: TOMLValue.Content = done.entries.map { .table($0) } ?? .array(done.values)
            add(TOMLValue(content: content, position: done.position), done.key, done.keyPosition)
        }

        private func add(_ value: TOMLValue, _ key: String?, _ keyPosition: TOMLPosition) {
            guard let last = open.indices.last else { return }
            if let key {
                open[last].entries?.append(TOMLEntry(key: key, position: keyPosition, value: value))
            } else {
                open[last].values.append(value)
            }
        }

        private func text(_ start: UnsafePointer<CChar>?, _ count: Int) -> String {
            String(decoding: UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count), as: UTF8.self)
        }
    }
}
