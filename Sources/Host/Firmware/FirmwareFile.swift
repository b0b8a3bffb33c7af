private import Glibc
internal import Threading

/// A load of firmware on its way into the state directory: under a temporary name until it is complete, then in the place of the one
/// before it. A kill at any moment leaves either the old load or the new one whole, and perhaps a temporary file, which the next start
/// removes.
///
/// These calls wait for the disk: make them off the cooperative pool.
public final class FirmwareFile: Sendable {
    /// The name of the load that is staged.
    public static let stagedName = "staged.loads"
    private static let temporaryPrefix = ".incoming."

    /// What is left to the store of the phone: a load does not fill the disk to its last byte.
    static let reserve = 16 << 20

    private let directory: String
    private let temporary: String
    private let file: Locked<FileDescriptor.Number>

    /// The descriptor that takes the bytes; -1 once it is closed.
    public var descriptor: Int32 { file.withLock { $0 } }
    /// Where it is until it is kept.
    public var temporaryPath: String { temporary }

    /// Begins a load in that directory, which is made if it is missing.
    public init(directory: String) throws(FileError) {
        self.directory = directory
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw FileError(.create, directory, .last) }
        Self.removeLeftovers(in: directory)
        temporary = "\(directory)/\(Self.temporaryPrefix)\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        let number = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard number >= 0 else { throw FileError(.create, temporary, .last) }
        file = Locked(number)
    }

    deinit { discard() }

    /// How many bytes may still come: what the file system has left, without what is left to the store.
    public static func room(in directory: String) -> Int? {
        var space = statvfs()
        guard statvfs(directory, &space) == 0 else { return nil }
        let free = UInt64(space.f_bavail).multipliedReportingOverflow(by: UInt64(space.f_frsize))
        return max(0, Int(clamping: free.overflow ? UInt64.max : free.partialValue) - reserve)
    }

    /// All of it has come: it takes the place of the load before it. Returns its path.
    public func keep() throws(FileError) -> String {
        let path = "\(directory)/\(Self.stagedName)"
        guard fsync(descriptor) == 0 else { throw FileError(.sync, path, .last) }
        guard rename(temporary, path) == 0 else { throw FileError(.rename, path, .last) }
        closeFile()
        guard let parent = FileDescriptor(adopting: open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)),
            fsync(parent.number) == 0
        else { throw FileError(.sync, directory, .last) }
        return path
    }

    /// Nothing of it stays; after `keep` it does nothing.
    public func discard() {
        if closeFile() { unlink(temporary) }
    }

    @discardableResult
    private func closeFile() -> Bool {
        file.withLock { number in
            guard number >= 0 else { return false }
            close(number)
            number = -1
            return true
        }
    }

    /// Removes what a killed process left behind. One process serves a state directory.
    public static func removeLeftovers(in directory: String) {
        guard let listing = opendir(directory) else { return }
        defer { closedir(listing) }
        while let entry = readdir(listing) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.hasPrefix(temporaryPrefix) { unlink("\(directory)/\(name)") }
        }
    }
}
