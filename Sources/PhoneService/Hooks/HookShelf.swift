internal import FlatProfile
internal import Host

/// The directory with the hooks. Nothing is remembered of it: every look is a new one.
struct HookShelf: Sendable {
    /// Its path.
    let path: String

    /// Where hooks are when nobody named another place; used if it exists.
    static let standardPath = "/etc/onhook/hooks.d"

    /// More hooks than anybody needs; a directory full of programs was named by mistake.
    static let limit = 64

    /// The names of the hooks: programs whose name has only letters, digits, `_` and `-`, as run-parts(8) takes them. So nothing that a
    /// package manager or an editor leaves behind (`time.dpkg-old`, `time~`) is a hook.
    func names() throws(HookFault) -> [String] {
        let names = try trusted(path, as: .directory) { (directory) throws(TrustedFileError) in try directory.names() }
            .filter(Self.isName)
        guard names.count <= Self.limit else { throw .tooMany(path) }
        return names
    }

    /// Whether a hook may be called so.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 100
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    /// The program of a hook and its manifest, checked; the program is held open.
    func open(_ name: String) throws(HookFault) -> (program: TrustedFile, manifest: HookManifest) {
        let program = try trusted("\(path)/\(name)", as: .program) { $0 }
        let manifest = "\(path)/\(name).json"
        let bytes: [UInt8]
        do throws(HookFault) {
            bytes = try trusted(manifest, as: .document) { (file) throws(TrustedFileError) in
                try file.contents(limit: HookManifest.sizeLimit)
            }
        } catch .untrusted(.cannotOpen(_, let error)) where error.isMissingFile {
            return (program, HookManifest())
        }
        do throws(HookManifestError) {
            return (program, try HookManifest(parsing: bytes))
        } catch {
            throw .manifest(path: manifest, error)
        }
    }

    private func trusted<Result>(
        _ path: String, as kind: TrustedFile.Kind, _ body: (TrustedFile) throws(TrustedFileError) -> Result
    ) throws(HookFault) -> Result {
        do throws(TrustedFileError) {
            return try body(TrustedFile(path, as: kind))
        } catch {
            throw .untrusted(error)
        }
    }
}

/// Why a hook was not told.
enum HookFault: Error, Hashable, Sendable {
    /// It, its manifest or the directory is missing, or others can change it.
    case untrusted(TrustedFileError)
    /// Its manifest says what it must not.
    case manifest(path: String, HookManifestError)
    /// The directory holds too many.
    case tooMany(String)
    /// The store cannot say what it has to be told.
    case store(String)
    /// It ran and did not do it.
    case run(ProgramResult.Ending, lastWords: String?)

    /// Whether it was ended because the phone stops.
    var isOurs: Bool {
        if case .run(.cancelled, _) = self { true } else { false }
    }
}

extension HookFault: CustomStringConvertible {
    /// The sentence for Status.
    var description: String {
        switch self {
        case .untrusted(let error): "\(error)"
        case .manifest(let path, let error): "\(path): \(error)."
        case .tooMany(let path): "\(path) holds more than \(HookShelf.limit) hooks; name another directory."
        case .store(let sentence): sentence
        case .run(let ending, nil): "It \(ending)."
        case .run(let ending, let words?): "It \(ending): \(words)"
        }
    }
}
