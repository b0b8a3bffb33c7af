/// A file of `Public/`, ready to be served: style sheet, script, picture.
package struct Asset: Sendable {
    /// Where it is served: `/assets/onhook.css`.
    package let path: String
    /// The value of the header Content-Type.
    package let contentType: String
    /// Its bytes.
    package let bytes: [UInt8]
    /// Sixteen hexadecimal digits that change when the bytes do; also fit for an ETag. No protection against forgery.
    package let hash: String

    /// Where pages ask for it: the path with the hash, so that browsers may keep the answer for a year.
    package var link: String { "\(path)?v=\(hash)" }

    /// All files of `Public/`.
    package static let all: [Asset] = EmbeddedFile.assets.map(Asset.init)

    /// The asset that is served at that path (without its query), if there is one.
    package static func at(path: String) -> Asset? { byPath[path] }

    private static let byPath = Dictionary(uniqueKeysWithValues: all.map { ($0.path, $0) })

    /// The link to a file of `Public/`; that it exists is a promise of the program.
    package static func link(to name: String) -> String {
        guard let asset = byPath["/assets/\(name)"] else { preconditionFailure("Public/\(name) does not exist") }
        return asset.link
    }

    private init(_ file: EmbeddedFile) {
        bytes = Array(file.bytes)
        path = "/assets/\(file.name)"
        contentType = Self.contentType(of: file.name)
        hash = Self.fingerprint(of: bytes)
    }

    private static func contentType(of name: String) -> String {
        switch name.split(separator: ".").last {
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "json": "application/json"
        default: "application/octet-stream"
        }
    }

    /// FNV-1a in 64 bits.
    private static func fingerprint(of bytes: [UInt8]) -> String {
        let hash = bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
