/// One part of a form with files (`multipart/form-data`, RFC 7578).
public struct FormPart: Sendable, Hashable {
    /// What a part holds.
    public enum Content: Sendable, Hashable {
        /// These bytes; copied, so a few MiB at most.
        case bytes([UInt8])
        /// The file at this path, read while it is sent and never in memory as a whole.
        case file(path: String)
    }

    /// The field's name.
    public var name: String
    /// The name that the server sees of a file; nil for a part that is none.
    public var fileName: String?
    /// The part's own `Content-Type`; nil writes none.
    public var contentType: String?
    /// What it holds.
    public var content: Content

    /// A part.
    public init(name: String, fileName: String? = nil, contentType: String? = nil, content: Content) {
        self.name = name
        self.fileName = fileName
        self.contentType = contentType
        self.content = content
    }

    /// Why it cannot be sent; nil if it may.
    var fault: TransferFailure? {
        guard !name.isEmpty else { return .badRequest("a part of the form has no name") }
        let texts = [("name", name), ("file name", fileName ?? ""), ("content type", contentType ?? "")]
        for (what, text) in texts where text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) {
            return .badRequest("the \(what) of a part of the form holds a control character")
        }
        if case .file(let path) = content, path.isEmpty || path.utf8.contains(0) {
            return .badRequest("the path of a part of the form is empty or holds a zero byte")
        }
        return nil
    }
}

/// Where the body of an answer goes.
public enum BodyDestination: Sendable {
    /// Into `TransferResponse.body`.
    case memory
    /// Into a file, at its present position, piece by piece as it comes.
    case file(BodyFile)
}

/// A file that takes a body. Only the body of a final answer is written, never that of a redirect or an error; if the transfer fails the
/// file may hold a part of it.
public struct BodyFile: Sendable {
    /// The open file; it stays the caller's, and must be open until the transfer has ended.
    public var descriptor: Int32
    /// Told how many bytes are in the file and how many there will be, if the server said so. It runs on the thread of the client and must
    /// return at once.
    public var progress: (@Sendable (_ bytes: Int, _ total: Int?) -> Void)?

    /// A file.
    public init(descriptor: Int32, progress: (@Sendable (_ bytes: Int, _ total: Int?) -> Void)? = nil) {
        self.descriptor = descriptor
        self.progress = progress
    }
}
