private import CSpawn
private import Glibc

/// The walk from the root directory to a file, one descriptor after the other: nothing that was checked can be swapped afterwards.
struct TrustedPath: ~Copyable {
    /// As many links as the kernel follows (path_resolution(7)).
    private static let linkLimit = 40

    private let wanted: String
    /// The directories so far, root first: `..` goes back to the one that was checked.
    private var directories: [Step]
    /// What is still to be walked, last part first.
    private var rest: [String]
    private var links = 0

    /// A file or directory on the way. A class, because an array holds no descriptors.
    private final class Step {
        let file: FileDescriptor
        let path: String
        let status: stat

        init(_ file: consuming FileDescriptor, _ path: String) throws(TrustedFileError) {
            var status = stat()
            guard fstat(file.number, &status) == 0 else { throw .cannotOpen(path, .last) }
            self.file = file
            self.path = path
            self.status = status
        }

        var type: mode_t { status.st_mode & S_IFMT }
        var isSticky: Bool { status.st_mode & S_ISVTX != 0 }

        func checkOwner() throws(TrustedFileError) {
            let we = geteuid()
            guard status.st_uid == 0 || status.st_uid == we else {
                throw .foreignOwner(path, owner: status.st_uid, we: we)
            }
        }

        /// Group and others; the mask of an access control list shows in the bits of the group (acl(5)).
        func checkWriters() throws(TrustedFileError) {
            guard status.st_mode & 0o022 == 0 else {
                throw .writableByOthers(path, mode: status.st_mode & 0o7777)
            }
        }
    }

    /// Opens the file of an absolute path; throws if it, or anything on the way, is not trusted or not of that kind.
    static func open(_ path: String, as kind: TrustedFile.Kind) throws(TrustedFileError) -> FileDescriptor {
        guard path.hasPrefix("/"), !path.utf8.contains(0) else { throw .notAbsolute(path) }
        var walk = try TrustedPath(path)
        let end = try walk.walk()
        return try walk.checked(end, as: kind)
    }

    private init(_ path: String) throws(TrustedFileError) {
        wanted = path
        rest = Self.parts(of: path)
        guard let root = FileDescriptor(adopting: spawn_open_path(AT_FDCWD, "/")) else {
            throw .cannotOpen("/", .last)
        }
        directories = [try Step(root, "")]
    }

    /// Follows all parts; what the last one names, or nil if the path ends at a directory.
    private mutating func walk() throws(TrustedFileError) -> Step? {
        while let part = rest.popLast() {
            if part == ".." {
                if directories.count > 1 { directories.removeLast() }
                continue
            }
            let step = try next(part)
            switch step.type {
            case S_IFDIR: directories.append(step)
            case S_IFLNK: try follow(step)
            default:
                guard rest.isEmpty else { throw .cannotOpen(step.path, SystemError(number: ENOTDIR)) }
                return step
            }
        }
        return nil
    }

    private func next(_ part: String) throws(TrustedFileError) -> Step {
        let directory = directories[directories.count - 1]
        try directory.checkOwner()
        if !directory.isSticky { try directory.checkWriters() }
        let path = directory.path + "/" + part
        guard
            let file = FileDescriptor(adopting: spawn_open_path(directory.file.number, part))
        else { throw .cannotOpen(path, .last) }
        return try Step(file, path)
    }

    private mutating func follow(_ link: Step) throws(TrustedFileError) {
        links += 1
        guard links <= Self.linkLimit else { throw .tooManyLinks(wanted) }
        // In a directory with the sticky bit anybody can make a link.
        try link.checkOwner()
        var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        guard readlinkat(link.file.number, "", &target, target.count - 1) > 0 else {
            throw .cannotOpen(link.path, .last)
        }
        let text = String(terminated: target)
        if text.hasPrefix("/") { directories.removeLast(directories.count - 1) }
        rest += Self.parts(of: text)
    }

    private func checked(_ end: Step?, as kind: TrustedFile.Kind) throws(TrustedFileError) -> FileDescriptor {
        let holder = directories[directories.count - 1]
        try holder.checkOwner()
        try holder.checkWriters()
        guard let end else {
            guard kind == .directory else { throw .wrongKind(wanted, wanted: kind) }
            return try duplicate(holder)
        }
        guard kind != .directory, end.type == S_IFREG else { throw .wrongKind(wanted, wanted: kind) }
        try end.checkOwner()
        try end.checkWriters()
        guard kind == .document || end.status.st_mode & 0o111 != 0 else { throw .notExecutable(end.path) }
        return try duplicate(end)
    }

    /// A descriptor of its own, away from those that a child gets.
    private func duplicate(_ step: Step) throws(TrustedFileError) -> FileDescriptor {
        guard let file = FileDescriptor(adopting: fcntl(step.file.number, F_DUPFD_CLOEXEC, 10)) else {
            throw .cannotOpen(wanted, .last)
        }
        return file
    }

    /// The parts of a path, last first.
    private static func parts(of path: String) -> [String] {
        path.split(separator: "/").filter { $0 != "." }.reversed().map(String.init)
    }
}
