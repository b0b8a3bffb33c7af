private import Glibc

/// The keys and certificates of a state directory as files, for a backup. The key of the password fingerprints is not among them: it is of
/// no use elsewhere, and where it is not, nothing gets lost.
public struct IdentityFiles: Sendable {
    /// One file.
    public struct File: Hashable, Sendable {
        /// Its name below the directory: `custom-ca.pem`, `authorities/own.pem`.
        public var name: String
        /// What it holds.
        public var bytes: [UInt8]

        /// A file of that name.
        public init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// What one of them may have at most, in bytes: 4 MiB.
    public static let sizeLimit = 4 << 20
    /// How many there may be: 256.
    public static let countLimit = 256
    private static let authorities = "authorities"
    /// Which phone the directory was served as last: that says the command line anew each time.
    private static let servedIdentity = "phone.json"

    private let directory: String

    /// The files of that directory, which need not exist.
    public init(directory: String) {
        self.directory = directory
    }

    /// All files, by name. Throws `file` for one that cannot be read, or has more than `sizeLimit`.
    public func read() throws(IdentityError) -> [File] {
        var files: [File] = []
        for folder in ["", Self.authorities + "/"] {
            for entry in Self.entries(of: directory + "/" + folder).sorted() {
                let name = folder + entry
                guard Self.isName(name), let bytes = try bytes(of: name) else { continue }
                files.append(File(name: name, bytes: bytes))
            }
        }
        return files
    }

    /// Writes files, each as a whole, in the place of those that have their names. Doing it again changes nothing.
    ///
    /// Throws `file` for a name that leads elsewhere, and for what the system refuses; some may have been written then.
    public func write(_ files: [File]) throws(IdentityError) {
        for file in files {
            guard Self.isName(file.name) else {
                throw .file(name: "the backup", reason: "a file in it has no good name")
            }
            do throws(IdentityFile.Failure) {
                try IdentityFile.makeDirectory(directory)
                if file.name.contains("/") { try IdentityFile.makeDirectory(directory + "/" + Self.authorities) }
                try IdentityFile.write(file.bytes, to: directory + "/" + file.name, existing: .replaced)
            } catch {
                throw .file(name: file.name, reason: error.reason)
            }
        }
    }

    /// Removes what a process left behind that was killed while it wrote a file. To be called by whoever alone uses the state directory.
    public func removeLeftovers() {
        for folder in ["", Self.authorities + "/"] {
            for entry in Self.entries(of: directory + "/" + folder) where entry.hasSuffix(IdentityFile.temporarySuffix)
            {
                unlink(directory + "/" + folder + entry)
            }
        }
    }

    /// Whether a file may have that name: letters, digits, `.`, `_`, `-`, not the first of them a point; below `authorities/` too.
    public static func isName(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 1 || parts.count == 2 && parts[0] == authorities, let last = parts.last else {
            return false
        }
        return name != FingerprintKey.fileName && name != servedIdentity && !last.isEmpty && !last.hasPrefix(".")
            && !last.hasSuffix(IdentityFile.temporarySuffix)
            && last.utf8.count <= 200
            && last.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    private static func entries(of directory: String) -> [String] {
        guard let listing = opendir(directory) else { return [] }
        defer { closedir(listing) }
        var names: [String] = []
        while let entry = readdir(listing), names.count < countLimit {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { name in
                    name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names
    }

    /// What a file holds; nil for what is no regular file.
    private func bytes(of name: String) throws(IdentityError) -> [UInt8]? {
        let path = directory + "/" + name
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { throw Self.fault(name) }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: Self.sizeLimit + 1)
        var count = 0
        while count < bytes.count {
            let taken = bytes.withUnsafeMutableBytes {
                Glibc.read(file, $0.baseAddress?.advanced(by: count), $0.count - count)
            }
            if taken < 0, errno == EINTR { continue }
            guard taken >= 0 else { throw Self.fault(name) }
            if taken == 0 { return Array(bytes[..<count]) }
            count += taken
        }
        throw .file(name: name, reason: "it is larger than \(Self.sizeLimit) bytes")
    }

    private static func fault(_ name: String) -> IdentityError {
        .file(name: name, reason: String(cString: strerror(errno)))
    }
}
