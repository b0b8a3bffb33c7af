private import Glibc

/// The directory in which a phone keeps what lasts: `--state`.
public struct StateDirectory: Hashable, Sendable {
    /// Its path, as it was given, without a slash at the end.
    public let path: String

    /// Where a daemon of the system keeps it.
    public static let standardPath = "/var/lib/onhook"

    /// Makes the directory and those above it that are missing, all with mode 0700, or checks the one that is there: it must be ours and
    /// closed to everybody else. An empty one of ours that is open gets closed; one with files in it is refused, because others may have
    /// read or put them.
    public init(_ path: String) throws(StateDirectoryError) {
        var path = path
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        guard !path.isEmpty, !path.utf8.contains(0) else { throw .emptyPath }
        self.path = path
        try Self.make(path)
        try validate()
    }

    /// The store's database.
    public var database: String { path + "/onhook.db" }
    /// Keys and certificates.
    public var identity: String { path + "/identity" }
    /// Downloaded firmware.
    public var firmware: String { path + "/firmware" }
    /// The socket of the running daemon.
    public var controlSocket: String { path + "/control.sock" }

    /// Makes a directory of the state directory, `identity` for instance, with mode 0700, unless it is there.
    public func makeSubdirectory(_ path: String) throws(StateDirectoryError) { try Self.make(path) }

    private static func make(_ path: String) throws(StateDirectoryError) {
        if mkdir(path, 0o700) == 0 { return }
        let error = SystemError.last
        switch error.number {
        case EEXIST: return
        case ENOENT:
            guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { throw .cannotMake(path, error) }
            try make(String(path[..<slash]))
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .cannotMake(path, .last) }
        default: throw .cannotMake(path, error)
        }
    }

    private func validate() throws(StateDirectoryError) {
        // Through a link: with DynamicUser= systemd makes /var/lib/onhook one. What it leads to is checked by its descriptor, so that nobody can change it in between.
        guard let directory = FileDescriptor(adopting: open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) else {
            throw errno == ENOTDIR ? .notADirectory(path) : .cannotOpen(path, .last)
        }
        var status = stat()
        guard fstat(directory.number, &status) == 0 else { throw .cannotOpen(path, .last) }
        guard status.st_uid == geteuid() else { throw .notOurs(path, owner: status.st_uid, we: geteuid()) }
        guard status.st_mode & 0o077 != 0 else { return }
        guard Self.isEmpty(path), fchmod(directory.number, 0o700) == 0 else {
            throw .openToOthers(path, mode: status.st_mode & 0o7777)
        }
    }

    private static func isEmpty(_ path: String) -> Bool {
        guard let listing = opendir(path) else { return false }
        defer { closedir(listing) }
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name == "." || name == ".." else { return false }
        }
        return true
    }
}

/// Why a directory cannot hold the state.
public enum StateDirectoryError: Error, Hashable, Sendable, CustomStringConvertible {
    /// No path was given.
    case emptyPath
    /// It could not be made.
    case cannotMake(String, SystemError)
    /// It could not be opened.
    case cannotOpen(String, SystemError)
    /// Something else has that name.
    case notADirectory(String)
    /// It belongs to another user.
    case notOurs(String, owner: UInt32, we: UInt32)
    /// It has files in it and lets others in.
    case openToOthers(String, mode: UInt32)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .emptyPath: "The state directory has no name; give one with --state."
        case .cannotMake(let path, let error):
            "Cannot make the state directory \(LogText.line(path)): \(error). Give another one with --state."
        case .cannotOpen(let path, let error):
            "Cannot open the state directory \(LogText.line(path)): \(error). Give another one with --state."
        case .notADirectory(let path):
            "The state directory \(LogText.line(path)) is not a directory. Give another one with --state."
        case .notOurs(let path, let owner, let we):
            "The state directory \(LogText.line(path)) belongs to user \(owner), and this is user \(we). Run as its owner, or give another one with --state."
        case .openToOthers(let path, let mode):
            "The state directory \(LogText.line(path)) holds secrets and lets other users in (mode 0\(String(mode, radix: 8))). Check what is in it, then run chmod 700 on it."
        }
    }
}
