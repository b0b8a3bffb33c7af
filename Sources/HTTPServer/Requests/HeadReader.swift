import CMicroHTTPD
import Glibc
import Notation

/// The checked head of a request.
struct RequestHead {
    var method: Method
    var target: RequestTarget
    var headers: HeaderFields
    var minorVersion: Int
    /// nil for a chunked body.
    var contentLength: UInt64?
    var expectsContinue: Bool
}

/// Where the library has put the request line: it parses in place.
struct RequestLine {
    var method: UnsafePointer<CChar>
    var version: UnsafePointer<CChar>
    var target: String
    var targetAddress: UInt
}

/// Reads the head of a request from the library and refuses what it lets through.
struct HeadReader {
    private let limits: ServerLimits
    private var fields: [HeaderFields.Field] = []
    private var isTorn = false
    /// Where the next line has to begin.
    private var lineStart: UInt

    static func read(
        _ connection: OpaquePointer, line: RequestLine, limits: ServerLimits
    ) throws(Refusal) -> RequestHead {
        guard line.target.utf8.count <= limits.targetSize else { throw .targetTooLong(limit: limits.targetSize) }
        var reader = HeadReader(limits: limits, line: line)
        try reader.readFields(of: connection, start: address(line.method))
        return try reader.check(line)
    }

    /// The library cuts a value at a NUL, takes a lone LF for a line end and unfolds lines. All three show in the
    /// addresses: method, target, version, names and values stand in the read buffer as they came, so that each line
    /// begins two bytes (CR LF) behind the end of the one before.
    private init(limits: ServerLimits, line: RequestLine) {
        self.limits = limits
        let targetStart = Self.end(line.method) + 1
        let versionStart = line.targetAddress + UInt(line.target.utf8.count) + 1
        isTorn = targetStart != line.targetAddress || versionStart != Self.address(line.version)
        lineStart = Self.end(line.version) + 2
    }

    private mutating func readFields(of connection: OpaquePointer, start: UInt) throws(Refusal) {
        withUnsafeMutablePointer(to: &self) { reader in
            _ = MHD_get_connection_values_n(
                connection, .HEADER_KIND,
                { context, _, name, nameSize, value, valueSize in
                    guard let context, let name else { return .NO }
                    let reader = context.assumingMemoryBound(to: HeadReader.self)
                    reader.pointee.add(
                        name: UnsafeBufferPointer(start: name, count: nameSize),
                        value: UnsafeBufferPointer(start: value, count: value == nil ? 0 : valueSize))
                    return reader.pointee.fields.count > reader.pointee.limits.headerCount ? .NO : .YES
                }, reader)
        }
        guard fields.count <= limits.headerCount else { throw .tooManyHeaders(limit: limits.headerCount) }
        let size = UInt(onhook_httpd_header_size(connection))
        guard size <= limits.headerSize else { throw .headersTooLarge(limit: limits.headerSize) }
        guard !isTorn, start + size == lineStart + 2 else { throw .hiddenBytes }
    }

    private mutating func add(name: UnsafeBufferPointer<CChar>, value: UnsafeBufferPointer<CChar>) {
        if Self.address(name.baseAddress) != lineStart { isTorn = true }
        lineStart = Self.address(value.baseAddress) + UInt(value.count) + 2
        let text = String(decoding: UnsafeRawBufferPointer(value), as: UTF8.self)
        fields.append(
            .init(
                name: String(decoding: UnsafeRawBufferPointer(name), as: UTF8.self), value: String(Text.trimmed(text))))
    }

    private func check(_ line: RequestLine) throws(Refusal) -> RequestHead {
        let version = String(cString: line.version)
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else { throw .unsupportedVersion(version) }
        let minorVersion = version == "HTTP/1.1" ? 1 : 0
        let methodName = String(cString: line.method)
        guard let method = Method(rawValue: methodName) else { throw .unknownMethod(methodName) }
        let headers = HeaderFields(fields)
        try checkFields(headers, minorVersion: minorVersion)
        let contentLength = try contentLength(headers, minorVersion: minorVersion)
        let target = try RequestTarget(line.target)
        let expectations = headers.all("Expect")
        guard expectations.allSatisfy({ Text.equalIgnoringCase($0, "100-continue") }) else { throw .unknownExpectation }
        return RequestHead(
            method: method, target: target, headers: headers, minorVersion: minorVersion, contentLength: contentLength,
            expectsContinue: minorVersion == 1 && !expectations.isEmpty)
    }

    private func checkFields(_ headers: HeaderFields, minorVersion: Int) throws(Refusal) {
        for field in headers.fields {
            guard Text.isToken(field.name), !field.value.utf8.contains(where: { $0.isControl && $0 != 0x09 })
            else { throw .malformedHeader(field.name) }
        }
        let hosts = headers.all("Host")
        guard hosts.count <= 1 else { throw .repeatedHost }
        guard minorVersion == 0 || hosts.count == 1 else { throw .missingHost }
        guard hosts.allSatisfy({ $0.utf8.allSatisfy(Self.isHostByte) }) else { throw .malformedHost }
    }

    /// How long the body is; nil for chunks. Whatever could be read in two ways is refused (RFC 9112, 6.3).
    private func contentLength(_ headers: HeaderFields, minorVersion: Int) throws(Refusal) -> UInt64? {
        let lengths = headers.all("Content-Length")
        let codings = headers.all("Transfer-Encoding")
        guard lengths.count <= 1 else { throw .repeatedContentLength }
        guard codings.isEmpty || lengths.isEmpty else { throw .contentLengthWithTransferEncoding }
        if !codings.isEmpty {
            guard minorVersion == 1, codings.count == 1, Text.equalIgnoringCase(codings[0], "chunked") else {
                throw .unknownTransferCoding
            }
            return nil
        }
        guard let text = lengths.first else { return 0 }
        guard text.utf8.allSatisfy(\.isDigit), let length = UInt64(text)
        else { throw .malformedContentLength }
        return length
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        byte.isUnreserved || "!$&'()*+,;=:[]%".utf8.contains(byte)
    }

    private static func address(_ pointer: UnsafePointer<CChar>?) -> UInt { UInt(bitPattern: pointer) }

    private static func end(_ text: UnsafePointer<CChar>) -> UInt { address(text) + UInt(strlen(text)) }
}
