/// What the engine needs of the machine to change its firmware.
public protocol FirmwareInstaller: Sendable {
    /// What runs now: the macro `$SWVER`.
    var softwareVersion: String { get }
    /// How large a load may be, in bytes.
    var sizeLimit: Int { get }
    /// Whether a load needs a signature of the owner of the administrator's key.
    var wantsSignature: Bool { get }
    /// Whether the phone is restarted once a load is installed: the engine then begins nothing more.
    var restartsPhone: Bool { get }

    /// Makes ready for a load. `keepsIt` is false for a rehearsal: then it is only counted and checked.
    func receive(_ load: FirmwareLoad, keepsIt: Bool) async throws(FirmwareFault) -> any FirmwareReceiver

    /// Installs what was staged. If it returns `installed`, `softwareVersion` is that of the load.
    func install(_ firmware: StagedFirmware) async throws(FirmwareFault) -> FirmwareInstallation
}

/// A load on its way in.
public protocol FirmwareReceiver: Sendable {
    /// What takes its bytes; open until `stage` returns or `discard` is called, which may follow a `stage` that failed.
    var descriptor: Int32 { get }
    /// How many bytes there is room for; nil where nothing is kept.
    var room: Int? { get }

    /// All of it has come: checks it, and puts it in the place of what was staged before. `checksum` is what the server's `.sha256`
    /// file holds, nil if it offers none; `signature` what its `.sig` file holds, nil if none is wanted.
    func stage(
        _ download: DownloadProgress, checksum: [UInt8]?, signature: [UInt8]?
    ) async throws(FirmwareFault) -> StagedFirmware

    /// Nothing of it is kept.
    func discard() async
}

/// How far a download is.
public struct DownloadProgress: Hashable, Sendable {
    /// How many bytes have come.
    public var bytes: Int
    /// How many there will be; nil if the server does not tell.
    public var total: Int?

    /// A progress of those parts.
    public init(bytes: Int = 0, total: Int? = nil) {
        self.bytes = bytes
        self.total = total
    }
}

/// What was checked of a load, beside its family.
public struct FirmwareChecks: Hashable, Sendable {
    /// What a `.sha256` file beside it said.
    public enum Checksum: Hashable, Sendable {
        /// It is that of the load: it came whole. It came from the same server, so it proves nothing about who made it.
        case matches
        /// The server offers none.
        case notOffered
        /// What the server offers is none, and why: it was passed over.
        case unreadable(String)
    }

    /// As many bytes came as the server had told; false if it told no number.
    public var length: Bool
    /// What the `.sha256` file said.
    public var checksum: Checksum
    /// The administrator's key owner signed it: it is authentic. False if no key is set.
    public var signature: Bool

    /// Checks of those parts.
    public init(length: Bool = false, checksum: Checksum = .notOffered, signature: Bool = false) {
        self.length = length
        self.checksum = checksum
        self.signature = signature
    }
}

/// A load that came whole and passed every check.
public struct StagedFirmware: Hashable, Sendable {
    /// What it is.
    public var load: FirmwareLoad
    /// Where it came from, without user info.
    public var url: String
    /// Its size in bytes.
    public var size: Int
    /// Its SHA-256 in hexadecimal digits.
    public var sha256: String
    /// What was checked.
    public var checks: FirmwareChecks
    /// The file; nil where nothing is kept.
    public var path: String?

    /// A staged load of those parts.
    public init(
        load: FirmwareLoad, url: String = "", size: Int, sha256: String, checks: FirmwareChecks, path: String? = nil
    ) {
        self.load = load
        self.url = url
        self.size = size
        self.sha256 = sha256
        self.checks = checks
        self.path = path
    }
}

/// What became of a load that was to be installed.
public enum FirmwareInstallation: Hashable, Sendable {
    /// The install program took it; the last lines that it wrote.
    case installed(output: [String])
    /// A phone that only lives in memory took its version: nothing was kept or run.
    case pretended
    /// No install program is configured: the load stays staged, the phone runs what it ran.
    case noProgram
}

/// Why a load was not taken; nothing was changed.
public enum FirmwareFault: Error, Hashable, Sendable {
    /// The load's name says that it is for other phones.
    case wrongModel(load: String, family: String, own: String)
    /// The address names no file.
    case noLoad
    /// It is larger than the limit.
    case tooLarge(limit: Int)
    /// The disk has no room for it.
    case noSpace(needed: Int, free: Int)
    /// The disk became full while it came.
    case diskFull
    /// It could not be written, and what the system says.
    case cannotStage(String)
    /// The checksum that the server offers is that of another file.
    case wrongChecksum(expected: String, got: String)
    /// The key asks for a signature, and the server has none, and what it said.
    case noSignature(String)
    /// The signature is not one of this load by the owner of the key.
    case wrongSignature(String)
    /// The install program did not install it, and the last lines that it wrote.
    case notInstalled(String, output: [String])
}

extension FirmwareFault: CustomStringConvertible {
    /// The sentence: what it is, and what to do.
    public var description: String {
        switch self {
        case .wrongModel(let load, let family, let own):
            "\(load) is for phones of the family \(family), and this is one of \(own): nothing was asked of the server"
        case .noLoad:
            "the address names no file: it must end with the name of a load, such as sip88xx.12-0-7MPP0201-66.loads"
        case .tooLarge(let limit):
            "the load is larger than the limit of \(limit >> 20) MiB (--firmware-limit): check that the address names a load"
        case .noSpace(let needed, let free):
            "the load needs \(needed) bytes, and the disk has \(free) left: make room in the state directory"
        case .diskFull: "the disk became full while the load came: make room in the state directory"
        case .cannotStage(let reason): "the load could not be kept: \(reason)"
        case .wrongChecksum(let expected, let got):
            "the load is not what the server's .sha256 file says: its SHA-256 is \(got), not \(expected); it was damaged on the "
                + "way, or the two files do not belong together"
        case .noSignature(let reason):
            "a firmware key is set (--firmware-key), and the server has no signature beside the load (\(reason)): sign it, and put "
                + "the signature into a file of the same name with .sig behind it"
        case .wrongSignature(let reason): "the load was refused: \(reason)"
        case .notInstalled(let reason, let output):
            "the install program \(reason)" + (output.last.map { ": \($0)" } ?? "")
        }
    }
}

/// A phone without a place for firmware: it runs what it came with.
struct FixedFirmware: FirmwareInstaller {
    let softwareVersion: String
    let sizeLimit = 0
    let wantsSignature = false
    let restartsPhone = false

    func receive(_ load: FirmwareLoad, keepsIt: Bool) async throws(FirmwareFault) -> any FirmwareReceiver {
        throw .cannotStage("this phone has no place for firmware")
    }

    func install(_ firmware: StagedFirmware) async throws(FirmwareFault) -> FirmwareInstallation { .noProgram }
}
