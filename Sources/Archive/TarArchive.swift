private import CArchive
public import FlatProfile

/// Packs files into one `tar` or `tar.gz`, in memory, by libarchive.
public enum TarArchive {
    /// A file to be packed.
    public struct File: Hashable, Sendable {
        /// Its name in the archive, `directory/name`; relative, without `..`, printable ASCII.
        public var name: String
        /// What it holds.
        public var contents: [UInt8]

        /// A file of that name.
        public init(_ name: String, _ contents: [UInt8]) {
            self.name = name
            self.contents = contents
        }

        /// A text file in UTF-8.
        public init(_ name: String, _ text: String) {
            self.init(name, Array(text.utf8))
        }
    }

    /// The archive: plain files with mode 0600, all of that time, in their order, compressed with gzip.
    ///
    /// Throws what libarchive says, or a name that would lead out of the directory in which somebody unpacks it.
    public static func gzip(_ files: [File], at time: Timestamp) throws(ArchiveError) -> [UInt8] {
        try archive(files, at: time, isCompressed: true)
    }

    /// The same archive without compression.
    public static func plain(_ files: [File], at time: Timestamp) throws(ArchiveError) -> [UInt8] {
        try archive(files, at: time, isCompressed: false)
    }

    private static func archive(
        _ files: [File], at time: Timestamp, isCompressed: Bool
    ) throws(ArchiveError) -> [UInt8] {
        if let file = files.first(where: { !isInside($0.name) }) { throw .badName(file.name) }
        let writer = try Writer(
            capacity: files.reduce(Writer.overhead) { $0 + $1.contents.count + Writer.fileOverhead },
            isCompressed: isCompressed)
        for file in files { try writer.add(file, time) }
        return try writer.close()
    }

    private static func isInside(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        // Other characters would go through the locale of the process, which may not have them.
        return name.utf8.allSatisfy { (0x20...0x7e).contains($0) }
            && parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." }
    }
}

/// Why there is no archive.
public enum ArchiveError: Error, Hashable, Sendable, CustomStringConvertible {
    /// That is no name of a file inside an archive.
    case badName(String)
    /// libarchive could not do it; its words.
    case failed(String)

    /// The sentence for people.
    public var description: String {
        switch self {
        case .badName(let name): "\"\(name.prefix(80))\" is no name of a file in an archive"
        case .failed(let words): "the archive could not be made (libarchive: \(words))"
        }
    }
}

/// One archive in the making; everything that libarchive holds goes with it.
private final class Writer {
    /// For the end of the archive, padded to a whole record, and the head and tail of gzip.
    static let overhead = 64 << 10
    /// For the heads of one file, with the extended ones of a long name, and its padding.
    static let fileOverhead = 8 << 10

    private let archive: OpaquePointer
    private let buffer: UnsafeMutableRawBufferPointer
    private let used: UnsafeMutablePointer<Int>

    init(capacity: Int, isCompressed: Bool) throws(ArchiveError) {
        guard let archive = archive_write_new() else { throw .failed("out of memory") }
        self.archive = archive
        // Deflate adds 5 bytes for every 16 KiB that it cannot compress (zlib, "deflateBound").
        buffer = .allocate(byteCount: capacity + capacity / 1024, alignment: 1)
        used = .allocate(capacity: 1)
        used.initialize(to: 0)
        if isCompressed {
            try check(archive_write_add_filter_gzip(archive))
            // No name and no time in the head of gzip: the same files are the same archive.
            try check(archive_write_set_filter_option(archive, "gzip", "timestamp", nil))
        } else {
            try check(archive_write_add_filter_none(archive))
        }
        try check(archive_write_set_format_pax_restricted(archive))
        // The buffer and the count stay until the archive is freed, as archive_write_open(3) asks for.
        try check(archive_write_open_memory(archive, buffer.baseAddress, buffer.count, used))
    }

    deinit {
        archive_write_free(archive)
        buffer.deallocate()
        used.deallocate()
    }

    func add(_ file: TarArchive.File, _ time: Timestamp) throws(ArchiveError) {
        guard let entry = archive_entry_new() else { throw .failed("out of memory") }
        defer { archive_entry_free(entry) }
        archive_entry_set_pathname(entry, file.name)
        archive_entry_set_size(entry, Int64(file.contents.count))
        archive_entry_set_filetype(entry, UInt32(S_IFREG))
        archive_entry_set_perm(entry, 0o600)
        archive_entry_set_mtime(entry, Int(time.unixSeconds), 0)
        try check(archive_write_header(archive, entry))
        guard archive_write_data(archive, file.contents, file.contents.count) == file.contents.count else {
            throw .failed(words)
        }
    }

    func close() throws(ArchiveError) -> [UInt8] {
        try check(archive_write_close(archive))
        return Array(buffer.prefix(used.pointee))
    }

    private func check(_ code: Int32) throws(ArchiveError) {
        guard code == ARCHIVE_OK else { throw .failed(words) }
    }

    private var words: String { archive_error_string(archive).map { String(cString: $0) } ?? "no reason given" }
}
