internal import FlatProfile
internal import Glibc
internal import Host
internal import Threading

/// Keeps problem reports as files, under names of its own.
actor ReportShelf {
    private let executor = QueueExecutor(label: "onhook.bench.reports")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let directory: String
    private let capacity: Int
    private var size: Int?
    private var last = 0

    /// - Parameter directory: Where they are kept; made when the first one comes.
    /// - Parameter capacity: How many bytes all of them may have; 1 GiB.
    init(directory: String, capacity: Int = 1 << 30) {
        self.directory = directory
        self.capacity = capacity
    }

    /// Keeps a report; the name of its file.
    func keep(_ bytes: [UInt8], of mac: MACAddress?, at time: Timestamp) throws(ReportShelfFault) -> String {
        if mkdir(directory, 0o700) != 0, errno != EEXIST {
            throw .file(FileError(.create, directory, SystemError(number: errno)))
        }
        let present = size ?? Self.size(of: directory)
        guard present + bytes.count <= capacity else { throw .full(capacity) }
        last += 1
        let name = "\(mac?.lowercase ?? "unknown")-\(time.unixMilliseconds)-\(last).tar.gz"
        do throws(FileError) {
            try FileWriting.atomically(directory + "/" + name, bytes, existing: .kept)
        } catch {
            throw .file(error)
        }
        size = present + bytes.count
        return name
    }

    /// How many bytes the files of a directory have.
    private static func size(of directory: String) -> Int {
        guard let stream = opendir(directory) else { return 0 }
        defer { closedir(stream) }
        var size = 0
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            var status = stat()
            if lstat(directory + "/" + name, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
                size += Int(status.st_size)
            }
        }
        return size
    }
}

/// Why a problem report was not kept.
enum ReportShelfFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// There are as many bytes as there may be.
    case full(Int)
    /// The disk says no.
    case file(FileError)

    var description: String {
        switch self {
        case .full(let capacity):
            "the problem reports of this job have \(capacity >> 20) MiB already; move some away from the bench's directory"
        case .file(let error): "it cannot be kept: \(error)"
        }
    }
}
