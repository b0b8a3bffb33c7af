private import Glibc

/// Reads a regular file piece by piece, so that its size costs no memory. Blocks for the disk.
enum FileStream {
    /// Why a file was not read to its end.
    struct Failure: Error {
        /// What the system says, or what else is wrong with it.
        var reason: String
    }

    /// How much is read at once: large enough that the calls cost nothing, small enough for a processor's cache.
    private static let pieceSize = 64 << 10

    /// Hands the bytes of the file to `take`, in their order. A link is followed; what is no regular file is refused, because a pipe or
    /// a device may never end.
    static func read(_ path: String, _ take: (UnsafeRawBufferPointer) -> Void) throws(Failure) {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw .last }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .last }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Failure(reason: "it is not a file") }
        posix_fadvise(file, 0, 0, POSIX_FADV_SEQUENTIAL)
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 16)
        defer { piece.deallocate() }
        while true {
            let count = Glibc.read(file, piece.baseAddress, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .last }
            guard count > 0 else { return }
            take(UnsafeRawBufferPointer(rebasing: piece[..<count]))
        }
    }

    /// The bytes of a file that holds no more than `limit`.
    static func bytes(of path: String, limit: Int) throws(Failure) -> [UInt8] {
        var bytes: [UInt8] = []
        try read(path) { piece in
            if bytes.count <= limit { bytes += piece }
        }
        guard bytes.count <= limit else { throw Failure(reason: "it is larger than \(limit >> 10) KiB") }
        return bytes
    }

    /// The last part of a path: what an error calls a file.
    static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
}

extension FileStream.Failure {
    fileprivate static var last: Self { Self(reason: String(cString: strerror(errno))) }
}
