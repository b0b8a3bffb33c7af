import Notation

/// One field of a form or query.
public struct FormItem: Equatable, Sendable {
    /// A file that came with a form.
    public struct File: Equatable, Sendable {
        /// The name that the browser gave, never to be used as a path.
        public var name: String
        /// The type that the browser gave; empty without one.
        public var type: String
        /// The content.
        public var bytes: [UInt8]
    }

    /// The field's name.
    public var name: String
    /// The field's text; empty for a file.
    public var value: String
    /// The file, in a file field.
    public var file: File?

    /// A field of that name and text.
    public init(name: String, value: String, file: File? = nil) {
        self.name = name
        self.value = value
        self.file = file
    }
}

/// The fields of a form or query, in order, repeats kept.
public struct FormItems: Equatable, Sendable {
    /// All fields in the order they came.
    public var items: [FormItem]

    /// Those fields.
    public init(_ items: [FormItem] = []) { self.items = items }

    /// The text of the first field of that name.
    public subscript(_ name: String) -> String? { items.first { $0.name == name }?.value }

    /// The texts of all fields of that name, in order.
    public func all(_ name: String) -> [String] { items.filter { $0.name == name }.map(\.value) }

    /// The first file of that name.
    public func file(_ name: String) -> FormItem.File? {
        items.lazy.filter { $0.name == name }.compactMap(\.file).first
    }
}

/// Why a form cannot be read.
public enum FormError: Error, Equatable, Sendable {
    /// More fields than the limit.
    case tooManyFields(limit: Int)
    /// A name or value longer than the limit, in bytes.
    case fieldTooLarge(limit: Int)
    /// A percent sign without two hexadecimal digits, in the field of that number, counted from 1.
    case badEscape(field: Int)
    /// Bytes that are no UTF-8, or a NUL, in the field of that number, counted from 1.
    case notText(field: Int)
    /// A `multipart/form-data` body that breaks RFC 7578: what was expected.
    case malformedMultipart(expected: String)
    /// A body of another media type.
    case unsupportedType(String)
}

extension FormError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .tooManyFields(let limit): "The form has more than \(limit) fields."
        case .fieldTooLarge(let limit): "A field of the form is larger than \(limit) bytes."
        case .badEscape(let field): "Field \(field) of the form holds a percent sign without two hexadecimal digits."
        case .notText(let field): "Field \(field) of the form holds bytes that are no UTF-8 text."
        case .malformedMultipart(let expected): "The multipart form is malformed: \(expected) was expected."
        case .unsupportedType:
            "The body must be a form: application/x-www-form-urlencoded or multipart/form-data."
        }
    }

    /// The status to answer with.
    public var status: Status {
        switch self {
        case .tooManyFields, .fieldTooLarge: .contentTooLarge
        case .unsupportedType: .unsupportedMediaType
        case .badEscape, .notText, .malformedMultipart: .badRequest
        }
    }
}

/// Reads forms (URL Standard, "application/x-www-form-urlencoded"; RFC 7578).
public enum FormDecoding {
    /// What a form may bring along.
    public struct Limits: Sendable {
        /// The most fields. Default 5,000: a tab of a phone has some hundreds.
        public var fields = 5000
        /// The largest name or value, in bytes. Default 1 MiB, as the body.
        public var fieldSize = 1 << 20

        /// The defaults.
        public init() {}
        /// The defaults.
        public static let standard = Self()
    }

    static func form(body: [UInt8], contentType: String?, limits: Limits) throws(FormError) -> FormItems {
        guard let contentType else {
            guard body.isEmpty else { throw .unsupportedType("") }
            return FormItems()
        }
        let type = MediaType(contentType)
        switch type.name {
        case "application/x-www-form-urlencoded":
            return try urlEncoded(body[...], limits: limits)
        case "multipart/form-data":
            guard let boundary = type["boundary"] else { throw .malformedMultipart(expected: "a boundary") }
            var reader = try MultipartReader(body: body, boundary: boundary, limits: limits)
            return try reader.items()
        default:
            throw .unsupportedType(type.name)
        }
    }

    /// Reads `name=value&name=value`: `+` is a space, `%XX` a byte, a field without `=` has an empty value.
    public static func urlEncoded(_ text: String, limits: Limits = .standard) throws(FormError) -> FormItems {
        try urlEncoded(Array(text.utf8)[...], limits: limits)
    }

    /// A query that is one text, with `&` and `=` as parts of it: `+` is a space, `%XX` a byte. Nil if an escape is broken, or what is
    /// escaped is no text.
    public static func text(ofQuery query: String) -> String? {
        try? decoded(Array(query.utf8)[...], field: 1, limits: .standard)
    }

    static func urlEncoded(_ bytes: ArraySlice<UInt8>, limits: Limits) throws(FormError) -> FormItems {
        var items: [FormItem] = []
        for part in bytes.split(separator: UInt8(ascii: "&")) {
            guard items.count < limits.fields else { throw .tooManyFields(limit: limits.fields) }
            let equals = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            let number = items.count + 1
            let name = try decoded(part[..<equals], field: number, limits: limits)
            let value = equals == part.endIndex ? "" : try decoded(part[(equals + 1)...], field: number, limits: limits)
            items.append(FormItem(name: name, value: value))
        }
        return FormItems(items)
    }

    private static func decoded(
        _ slice: ArraySlice<UInt8>, field: Int, limits: Limits
    ) throws(FormError) -> String {
        guard slice.count <= limits.fieldSize else { throw .fieldTooLarge(limit: limits.fieldSize) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(slice.count)
        var index = slice.startIndex
        while index < slice.endIndex {
            switch slice[index] {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard index + 2 < slice.endIndex, let high = slice[index + 1].hexadecimalValue,
                    let low = slice[index + 2].hexadecimalValue
                else { throw .badEscape(field: field) }
                bytes.append(high << 4 | low)
                index += 2
            case let byte: bytes.append(byte)
            }
            index += 1
        }
        return try text(bytes[...], field: field)
    }

    static func text(_ bytes: ArraySlice<UInt8>, field: Int) throws(FormError) -> String {
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw .notText(field: field)
        }
        return text
    }
}
