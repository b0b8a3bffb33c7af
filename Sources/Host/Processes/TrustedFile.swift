private import Glibc

/// A file of this machine that nobody but root and the user of this process can change: checked by its descriptor and held open, so
/// that what was checked is what is read or run.
///
/// The file and every directory on the way to it belong to root or to the user of this process, and nobody else may write to them. A
/// directory with the sticky bit, such as `/tmp`, may lie on the way, because nobody can replace what is ours there; it must not hold
/// the file itself. Symbolic links are followed, each under the same rule.
public final class TrustedFile: Sendable {
    /// What the file has to be.
    public enum Kind: Hashable, Sendable {
        /// A regular file that can be run.
        case program
        /// A regular file.
        case document
        /// A directory.
        case directory
    }

    /// Its path, as it was given.
    public let path: String

    private let file: FileDescriptor

    /// The file of that absolute path.
    public init(_ path: String, as kind: Kind) throws(TrustedFileError) {
        self.path = path
        file = try TrustedPath.open(path, as: kind)
    }

    /// The descriptor: opened with `O_PATH`, good for naming the file only.
    var number: Int32 { file.number }

    /// The name under which this process, or a child at its descriptor 3, opens the very file.
    static func name(ofDescriptor number: Int32) -> String { "/proc/self/fd/\(number)" }

    /// What the document holds; throws when it cannot be read or holds more than `limit` bytes.
    public func contents(limit: Int) throws(TrustedFileError) -> [UInt8] {
        guard let bytes = ProcFile.bytes(of: Self.name(ofDescriptor: number), limit: limit + 1) else {
            throw .cannotOpen(path, .last)
        }
        guard bytes.count <= limit else { throw .tooLarge(path, limit: limit) }
        return bytes
    }

    /// The names in the directory, sorted by their bytes, without `.` and `..`.
    public func names() throws(TrustedFileError) -> [String] {
        guard let listing = opendir(Self.name(ofDescriptor: number)) else { throw .cannotOpen(path, .last) }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}

/// Why a file is not trusted.
public enum TrustedFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The path does not begin with a slash, or holds a zero byte.
    case notAbsolute(String)
    /// It, or something on the way to it, could not be opened.
    case cannotOpen(String, SystemError)
    /// It is not of the wanted kind.
    case wrongKind(String, wanted: TrustedFile.Kind)
    /// Nobody may run it.
    case notExecutable(String)
    /// It belongs to somebody else.
    case foreignOwner(String, owner: UInt32, we: UInt32)
    /// Others may write to it.
    case writableByOthers(String, mode: UInt32)
    /// The links on the way lead to ever more links.
    case tooManyLinks(String)
    /// It holds more than it may.
    case tooLarge(String, limit: Int)

    /// The sentence for people: which file or directory, and what to do.
    public var description: String {
        switch self {
        case .notAbsolute(let path): "\(LogText.line(path)) is not an absolute path; give one that begins with a slash."
        case .cannotOpen(let path, let error): "Cannot open \(LogText.line(path)): \(error)."
        case .wrongKind(let path, .directory): "\(LogText.line(path)) is not a directory."
        case .wrongKind(let path, _): "\(LogText.line(path)) is not a regular file."
        case .notExecutable(let path): "\(LogText.line(path)) is not executable; run chmod 755 on it."
        case .foreignOwner(let path, let owner, 0):
            "\(LogText.line(path)) belongs to user \(owner), and only what belongs to root is trusted; check it, then run chown root on it."
        case .foreignOwner(let path, let owner, let we):
            "\(LogText.line(path)) belongs to user \(owner), and only what belongs to root or to user \(we) is trusted; check it, then run chown on it."
        case .writableByOthers(let path, let mode):
            "\(LogText.line(path)) can be changed by others (mode 0\(String(mode, radix: 8))); check it, then run chmod go-w on it."
        case .tooManyLinks(let path): "\(LogText.line(path)) leads through too many symbolic links."
        case .tooLarge(let path, let limit): "\(LogText.line(path)) holds more than \(limit) bytes."
        }
    }
}
