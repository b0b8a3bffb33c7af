private import Glibc

/// For what a store is opened.
public enum StoreAccess: Hashable, Sendable {
    /// For everything, by this process alone.
    case readWrite
    /// For reading, on any medium, together with other readers but not beside a writer.
    case readOnly
}

/// The files of a store in its directory, held by this process as long as the value lives: `onhook.db`, its log, and `lock`, whose
/// advisory lock ends with the process, however it ends. (Who may own the directory and how it is closed to others, the host checks.)
final class StoreFiles {
    let databasePath: String
    private let lock: FileDescriptor?

    private init(databasePath: String, lock: FileDescriptor?) {
        self.databasePath = databasePath
        self.lock = lock
    }

    /// Takes the directory; for writing, makes it (mode 0700) and the empty database file (mode 0600) if they are missing.
    static func take(in path: String, for access: StoreAccess) throws(StoreError) -> StoreFiles {
        if access == .readWrite { try makeDirectory(path) }
        try requireDirectory(path)
        let lock = try lock(path + "/lock", for: access)
        let databasePath = path + "/onhook.db"
        if access == .readWrite, Glibc.access(databasePath, F_OK) != 0 {
            _ = try FileDescriptor.open(databasePath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW)
            try synchronize(path)
        }
        return StoreFiles(databasePath: databasePath, lock: lock)
    }

    /// How many bytes of the log were not yet written back, as far as the size of its file tells.
    var logSize: Int { Self.size(of: databasePath + "-wal") }

    /// How large the database is, in bytes.
    var databaseSize: Int { Self.size(of: databasePath) }

    /// Whether the file system of the directory is mounted for reading only.
    var isOnReadOnlyMedium: Bool {
        var status = statvfs()
        return statvfs(databasePath, &status) == 0 && status.f_flag & UInt(ST_RDONLY) != 0
    }

    /// Says in the lock file that nobody holds it any more; the lock itself ends with the descriptor.
    func clearOwner() {
        if let lock { ftruncate(lock.number, 0) }
    }

    private static func makeDirectory(_ path: String) throws(StoreError) {
        guard mkdir(path, 0o700) != 0 else { return try synchronize(path + "/..") }
        switch errno {
        case EEXIST: return
        case ENOENT: throw .noParentDirectory
        default: throw .systemError()
        }
    }

    private static func requireDirectory(_ path: String) throws(StoreError) {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .systemError() }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw .notADirectory }
    }

    /// A new name is durable only once its directory is.
    private static func synchronize(_ directory: String) throws(StoreError) {
        let descriptor = try FileDescriptor.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard fsync(descriptor.number) == 0 else { throw .systemError() }
    }

    private static func size(of path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    private static func lock(_ path: String, for access: StoreAccess) throws(StoreError) -> FileDescriptor? {
        switch access {
        case .readWrite:
            let file = try FileDescriptor.open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW)
            try lock(file, LOCK_EX)
            let owner = Array("\(getpid())\n".utf8)
            // The number only makes an error message more helpful: a full disk may leave it out.
            if ftruncate(file.number, 0) == 0 { _ = pwrite(file.number, owner, owner.count, 0) }
            return file
        case .readOnly:
            // Where no writer ever was there is nothing to be locked against.
            guard Glibc.access(path, F_OK) == 0 else { return nil }
            let file = try FileDescriptor.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
            try lock(file, LOCK_SH)
            return file
        }
    }

    /// Tries for a fifth of a second: a command that only reads must not keep a daemon from starting. (This runs on the store's
    /// own queue.)
    private static func lock(_ file: FileDescriptor, _ kind: Int32) throws(StoreError) {
        for attempt in 0..<10 {
            if attempt > 0 { usleep(20_000) }
            if flock(file.number, kind | LOCK_NB) == 0 { return }
            guard errno == EWOULDBLOCK || errno == EINTR else { throw .systemError() }
        }
        throw .locked(byProcess: owner(of: file))
    }

    /// The process that says in the file that it holds the lock, if it still runs.
    private static func owner(of file: FileDescriptor) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(file.number, &bytes, bytes.count, 0)
        guard count > 1, let process = Int32(String(decoding: bytes[..<(count - 1)], as: UTF8.self)),
            kill(process, 0) == 0 || errno == EPERM
        else { return nil }
        return process
    }
}

/// An open file; closed with its last reference.
final class FileDescriptor {
    let number: Int32

    private init(owning number: Int32) {
        self.number = number
    }

    deinit {
        close(number)
    }

    /// Opens a file; one that is made gets mode 0600.
    static func open(_ path: String, _ flags: Int32) throws(StoreError) -> FileDescriptor {
        let number = Glibc.open(path, flags, 0o600)
        guard number >= 0 else { throw .systemError() }
        return FileDescriptor(owning: number)
    }
}

extension StoreError {
    /// The last error of the system.
    fileprivate static func systemError() -> StoreError {
        let code = errno
        return StoreError(systemError: code) ?? .other(code: Int(code), message: String(cString: strerror(code)))
    }
}
