package import Bench
import Glibc
package import TestSupport

/// A bench in a directory of its own.
package struct TemporaryBench {
    package let directory: TemporaryDirectory
    package var path: String { directory.path + "/bench" }

    package init() throws { directory = try TemporaryDirectory() }

    package func open() async throws -> SQLiteBenchStore { try await SQLiteBenchStore.open(directory: path) }

    package func mode(_ name: String) -> UInt32 {
        var status = stat()
        return lstat(path + name, &status) == 0 ? status.st_mode & 0o7777 : 0
    }
}
