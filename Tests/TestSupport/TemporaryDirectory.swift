import Foundation

/// A fresh directory that goes away, with all that is in it, together with this object. Every user may read it: servers that drop their
/// rights serve from it.
package final class TemporaryDirectory: Sendable {
    /// The directory's absolute path.
    package let path: String

    /// Creates the directory below the system's temporary one.
    package init() throws {
        path = NSTemporaryDirectory() + "/onhook-" + UUID().uuidString
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o755])
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The absolute path of a file in it.
    package func path(of name: String) -> String { path + "/" + name }

    /// Writes a file and returns its absolute path; directories on the way are made.
    @discardableResult
    package func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
        let file = path(of: name)
        let directory = (file as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }

    /// Writes a text and returns its absolute path.
    @discardableResult
    package func write(_ text: String, to name: String) throws -> String { try write(text.utf8, to: name) }

    /// Reads a file. (Not by `Data(contentsOf:)`, which leaks its buffer when the file is empty.)
    package func read(_ name: String) throws -> [UInt8] {
        guard let file = fopen(path(of: name), "r") else {
            throw TestSupportError("\(path(of: name)) cannot be opened")
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return bytes
    }
}
