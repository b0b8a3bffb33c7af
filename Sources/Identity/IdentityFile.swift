private import Glibc

/// Files of the identity directory: each appears as a whole, with mode 0600. Blocks for the disk.
enum IdentityFile {
    /// What the system says.
    struct Failure: Error {
        var reason: String
    }

    /// What becomes of a file that is there already.
    enum Existing {
        /// It stays: of several processes that make it at once one is the first.
        case kept
        /// It is replaced.
        case replaced
    }

    /// Makes the directory, mode 0700, unless it is there.
    static func makeDirectory(_ path: String) throws(Failure) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .last }
    }

    /// How the name ends that a file has until it is whole: `client.key.1x2y3z.tmp`.
    static let temporarySuffix = ".tmp"

    /// Writes a file of another name and gives it its own.
    static func write(_ bytes: [UInt8], to path: String, existing: Existing) throws(Failure) {
        let temporary = "\(path).\(String(UInt64.random(in: 0...UInt64.max), radix: 36))" + temporarySuffix
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .last }
        defer {
            close(file)
            unlink(temporary)
        }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .last }
            rest = rest.dropFirst(count)
        }
        guard fsync(file) == 0 else { throw .last }
        switch existing {
        // A second name never takes the place of another file (link(2)).
        case .kept: guard link(temporary, path) == 0 || errno == EEXIST else { throw .last }
        case .replaced: guard rename(temporary, path) == 0 else { throw .last }
        }
        try syncDirectory(of: path)
    }

    /// Takes a file away; one that is not there is no failure.
    static func remove(_ path: String) throws(Failure) {
        guard unlink(path) == 0 else {
            guard errno == ENOENT else { throw .last }
            return
        }
        try syncDirectory(of: path)
    }

    /// Whether there is something of that name.
    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// The directory is a file of its own (fsync(2)).
    private static func syncDirectory(of path: String) throws(Failure) {
        let slash = path.lastIndex(of: "/")
        let directory = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let file = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw .last }
        defer { close(file) }
        guard fsync(file) == 0 else { throw .last }
    }
}

extension IdentityFile.Failure {
    fileprivate static var last: Self { Self(reason: String(cString: strerror(errno))) }
}
