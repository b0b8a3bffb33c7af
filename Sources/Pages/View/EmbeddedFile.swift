private import CWebAssets

/// A file of the project that travels inside the program.
package struct EmbeddedFile: Sendable {
    /// Its path inside `Views`, `Public` or `Languages`.
    package let name: String
    // The bytes are constants of the program: never written, never freed.
    package nonisolated(unsafe) let bytes: UnsafeBufferPointer<UInt8>

    /// The files of `Views/`.
    package static let views = files { cwebassets_views($0) }
    /// The files of `Public/`.
    package static let assets = files { cwebassets_public($0) }

    /// The files of `Languages/`, without the folder: `de/pages.json`.
    package static let languages = files { cwebassets_languages($0) }

    private static func files(
        _ list: (UnsafeMutablePointer<Int>) -> UnsafePointer<cwebassets_file>?
    ) -> [EmbeddedFile] {
        var count = 0
        let start = list(&count)
        return UnsafeBufferPointer(start: start, count: count).map { file in
            EmbeddedFile(
                name: String(cString: file.name), bytes: UnsafeBufferPointer(start: file.bytes, count: file.size))
        }
    }
}
