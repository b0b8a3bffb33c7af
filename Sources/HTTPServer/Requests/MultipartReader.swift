import Notation

/// Reads a `multipart/form-data` body strictly (RFC 7578, RFC 2046 5.1): CR LF line ends, no preamble, an end.
struct MultipartReader {
    private let body: [UInt8]
    private let delimiter: [UInt8]
    private let limits: FormDecoding.Limits
    private var position = 0

    init(body: [UInt8], boundary: String, limits: FormDecoding.Limits) throws(FormError) {
        guard (1...70).contains(boundary.utf8.count), !boundary.utf8.contains(where: \.isControl) else {
            throw .malformedMultipart(expected: "a boundary of 1 to 70 characters")
        }
        self.body = body
        self.limits = limits
        delimiter = Array("\r\n--\(boundary)".utf8)
    }

    mutating func items() throws(FormError) -> FormItems {
        guard body.starts(with: delimiter[2...]) else {
            throw .malformedMultipart(expected: "the boundary at the beginning")
        }
        position = delimiter.count - 2
        var items: [FormItem] = []
        while !takes("--") {
            guard takes("\r\n") else { throw .malformedMultipart(expected: "a line end behind the boundary") }
            guard items.count < limits.fields else { throw .tooManyFields(limit: limits.fields) }
            items.append(try part(number: items.count + 1))
        }
        return FormItems(items)
    }

    private mutating func part(number: Int) throws(FormError) -> FormItem {
        let headers = try partHeaders(number: number)
        guard let disposition = headers["Content-Disposition"].map(MediaType.init), disposition.name == "form-data",
            let name = disposition["name"].map(Self.unescaped)
        else { throw .malformedMultipart(expected: "Content-Disposition: form-data with a name") }
        guard let end = find(delimiter) else { throw .malformedMultipart(expected: "a closing boundary") }
        let content = body[position..<end]
        position = end + delimiter.count
        guard let fileName = disposition["filename"].map(Self.unescaped) else {
            guard content.count <= limits.fieldSize else { throw .fieldTooLarge(limit: limits.fieldSize) }
            return FormItem(name: name, value: try FormDecoding.text(content, field: number))
        }
        let file = FormItem.File(name: fileName, type: headers["Content-Type"] ?? "", bytes: Array(content))
        return FormItem(name: name, value: "", file: file)
    }

    private mutating func partHeaders(number: Int) throws(FormError) -> HeaderFields {
        var fields: [HeaderFields.Field] = []
        while !takes("\r\n") {
            guard let end = find([0x0d, 0x0a]), end - position <= 4096, fields.count < 16 else {
                throw .malformedMultipart(expected: "a short header line")
            }
            let line = try FormDecoding.text(body[position..<end], field: number)
            position = end + 2
            guard let colon = line.firstIndex(of: ":"), Text.isToken(line[..<colon]) else {
                throw .malformedMultipart(expected: "a header field with a colon")
            }
            let value = Text.trimmed(line[line.index(after: colon)...])
            fields.append(.init(name: String(line[..<colon]), value: String(value)))
        }
        return HeaderFields(fields)
    }

    private mutating func takes(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        let isHere =
            position + count <= body.count
            && text.withUTF8Buffer { body[position..<position + count].elementsEqual($0) }
        if isHere { position += count }
        return isHere
    }

    /// Where the bytes stand next, from `position` on.
    private func find(_ needle: [UInt8]) -> Int? {
        guard let first = needle.first else { return nil }
        var index = position
        while index + needle.count <= body.count {
            guard let candidate = body[index...(body.count - needle.count)].firstIndex(of: first) else { return nil }
            if body[candidate..<candidate + needle.count].elementsEqual(needle) { return candidate }
            index = candidate + 1
        }
        return nil
    }

    /// Browsers write `"`, CR and LF in names as `%22`, `%0D` and `%0A` (HTML Standard, "Multipart form data").
    private static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        var result = ""
        var rest = text[...]
        while !rest.isEmpty {
            if rest.hasPrefix("%22") {
                result += "\""
                rest = rest.dropFirst(3)
            } else if rest.hasPrefix("%0D%0A") {
                result += "\r\n"
                rest = rest.dropFirst(6)
            } else {
                result.append(rest.removeFirst())
            }
        }
        return result
    }
}
