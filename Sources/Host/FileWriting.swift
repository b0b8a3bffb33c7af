private import Glibc

/// Writes whole files so that a crash leaves either the old content or the new one.
///
/// These calls wait for the disk: make them off the cooperative pool.
public enum FileWriting {
    /// What becomes of a file that is there already.
    public enum Existing: Hashable, Sendable {
        /// It is replaced; so is a link, which is not followed.
        case replaced
        /// It stays, and writing fails with `EEXIST`. There is no moment between looking and writing. Needs a file system
        /// with links, which all of Linux's own are.
        case kept
    }

    /// Puts the bytes in the place of the file at `path`: under a temporary name in the same directory, on the disk, then renamed.
    /// `mode` is the file's permissions, whatever the process's mask.
    public static func atomically(
        _ path: String, _ bytes: [UInt8], mode: UInt32 = 0o600, existing: Existing = .replaced
    ) throws(FileError) {
        let temporary = try temporaryName(beside: path)
        do throws(FileError) {
            try create(temporary, bytes, mode: mode, for: path)
            try name(temporary, path, existing)
        } catch {
            unlink(temporary)
            throw error
        }
        try syncDirectory(of: path)
    }

    private static func name(_ temporary: String, _ path: String, _ existing: Existing) throws(FileError) {
        // A second name never takes the place of another file (link(2)).
        let code = existing == .kept ? link(temporary, path) : rename(temporary, path)
        guard code == 0 else { throw FileError(.rename, path) }
        if existing == .kept { unlink(temporary) }
    }

    private static func create(_ name: String, _ bytes: [UInt8], mode: UInt32, for path: String) throws(FileError) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        guard let file = FileDescriptor(adopting: open(name, flags, 0o600)) else { throw FileError(.create, path) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(file.number, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileError(.write, path) }
            rest = rest.dropFirst(count)
        }
        guard fchmod(file.number, mode) == 0 else { throw FileError(.setMode, path) }
        guard fsync(file.number) == 0 else { throw FileError(.sync, path) }
    }

    /// Makes a rename last (fsync(2): the directory is a file of its own).
    private static func syncDirectory(of path: String) throws(FileError) {
        let directory = directory(of: path)
        guard let file = FileDescriptor(adopting: open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)),
            fsync(file.number) == 0
        else { throw FileError(.sync, directory) }
    }

    private static func temporaryName(beside path: String) throws(FileError) -> String {
        guard let last = path.split(separator: "/").last, !path.hasSuffix("/"), last != ".", last != ".." else {
            throw FileError(.create, path, SystemError(number: EISDIR))
        }
        // The name of a file may have 255 bytes.
        let stem = LogText.prefix(of: String(last), bytes: 200)
        return directory(of: path) + "/.\(stem).\(String(UInt64.random(in: 0...UInt64.max), radix: 36)).tmp"
    }

    private static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

/// What could not be done with a file, and why.
public struct FileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was tried.
    public enum Operation: String, Hashable, Sendable {
        /// Making it.
        case create
        /// Writing it.
        case write
        /// Giving it its permissions.
        case setMode = "set the permissions of"
        /// Getting it onto the disk.
        case sync = "get onto the disk"
        /// Giving it its name.
        case rename
    }

    /// What was tried.
    public var operation: Operation
    /// The file, or the directory of the file.
    public var path: String
    /// Why not.
    public var cause: SystemError

    /// A failure of that kind.
    public init(_ operation: Operation, _ path: String, _ cause: SystemError) {
        self.operation = operation
        self.path = path
        self.cause = cause
    }

    /// The system call that just failed.
    init(_ operation: Operation, _ path: String) {
        self.init(operation, path, .last)
    }

    /// The sentence for people.
    public var description: String {
        let file = LogText.line(path)
        return operation == .sync
            ? "Cannot get \(file) onto the disk: \(cause)." : "Cannot \(operation.rawValue) \(file): \(cause)."
    }
}
