public import ProfileFormat

/// What becomes of the certificates in a backup of another phone.
public enum BackupIdentity: String, Sendable, Hashable, CaseIterable, Codable {
    /// This phone keeps its own; values come alone.
    case keep
    /// Those of the backup are taken: this phone stands in for the other one.
    case take
}

/// What a backup is, and what it would make of this phone.
public struct RestoreRecord: Codable, Hashable, Sendable {
    /// When it was made.
    public var created: String
    /// Which phone it is of.
    public var identity: IdentityRecord
    /// Whether that is this phone, by its hardware address.
    public var same_phone: Bool
    /// What would change.
    public var changes: [PreviewChangeRecord]
    /// What all of them together would do, the gravest first.
    public var effects: [EffectRecord]
    /// Whether they may lock somebody out, so that they wait for a confirmation where it is asked for on the pages.
    public var locks_out: Bool
    /// Which keys and certificates it holds, as names of files.
    public var files: [String]
    /// What of it this phone does not take.
    public var warnings: [WarningRecord]
    /// What to name when it is restored; empty once it is.
    public var restore: String
    /// The revisions that it made; empty for a look.
    public var revisions: [Int]
}

/// Why a backup is not made or not restored; a sentence each.
public enum BackupRefusal: Error, Hashable, Sendable {
    /// Only the administrator may.
    case notAllowed
    /// It cannot be sealed or opened.
    case seal(BackupSealError)
    /// What is in it has a later form.
    case otherFormat(Int)
    /// What is in it contradicts itself.
    case inconsistent
    /// It is of another model: theirs, ours.
    case otherModel(String, own: String)
    /// It is of another phone, and nobody said what is to become of its certificates.
    case otherPhone(String)
    /// The configuration was changed while it was restored.
    case overtaken
    /// There is no opened backup of that name.
    case unknown
    /// The disk or the store, in words.
    case failed(String)
}

extension BackupRefusal {
    /// Whether another pass phrase may help.
    public var isAboutPassPhrase: Bool { self == .seal(.wrongPassPhrase) }
}

extension BackupRefusal: CustomStringConvertible {
    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .notAllowed: "only the administrator may do that"
        case .seal(let error): "\(error)"
        case .otherFormat(let format):
            "what is in the backup has format \(format), and this program knows \(BackupContents.currentFormat); restore it with a later one"
        case .inconsistent: "the backup was not made by Onhook, or by a faulty one: its parts do not fit together"
        case .otherModel(let model, let own):
            "the backup is of a \(model), and this phone is a \(own), which has other parameters; export a profile there and import that here"
        case .otherPhone(let mac):
            "the backup is of another phone, \(mac): choose whether this one keeps its own certificates or takes those of the backup"
        case .overtaken: "the configuration was changed meanwhile, so nothing was restored; try again"
        case .unknown: "the opened backup is no longer kept: choose the file again"
        case .failed(let sentence): sentence
        }
    }
}
