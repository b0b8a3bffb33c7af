internal import FlatProfile
internal import Identity
internal import Notation
internal import Store

/// What stands sealed in a backup, as JSON (`docs/backup.md`).
struct BackupContents: Codable, Sendable {
    /// Which phone it is of.
    struct Phone: Codable, Sendable {
        var model: String
        var mac: String
        var serial_number: String
        var software_version: String
        var hardware_version: String
    }

    /// One parameter that somebody set, and who.
    struct Setting: Codable, Sendable {
        var name: String
        var value: String?
        var ua: String?
        var user_pref: Bool
        var um: Bool
        var line: Int?
        /// Whose revision it was: a position in `origins`.
        var origin: Int
    }

    /// A revision whose settings still stand.
    struct Origin: Codable, Sendable {
        var kind: String
        var detail: String
        var time: Int64
        var revision: Int
        var note: String
    }

    /// A file of the identity directory.
    struct File: Codable, Sendable {
        var name: String
        var hexadecimal: String
    }

    static let currentFormat = 1

    var format = currentFormat
    var created: String
    var phone: Phone
    var revision: Int
    var origins: [Origin]
    var settings: [Setting]
    var state: [String: String]
    var files: [File]
}

extension BackupContents {
    private struct Source: Hashable {
        let revision: RevisionNumber
        let earlier: EarlierSource

        init(_ provenance: Provenance) {
            revision = provenance.revision
            earlier = EarlierSource(origin: provenance.origin, time: provenance.time)
        }
    }

    /// The settings of a configuration, with what the history remarks about the revisions that set them.
    init(of snapshot: Snapshot, notes: [RevisionNumber: String], identity: DeviceIdentity, at time: Timestamp) {
        created = time.iso8601
        phone = Phone(
            model: identity.model.number, mac: identity.mac.lowercase, serial_number: identity.serialNumber,
            software_version: identity.softwareVersion, hardware_version: identity.hardwareVersion)
        revision = snapshot.revision
        state = [:]
        files = []
        // A revision that brought a backup back has settings of several sources.
        var positions: [Source: Int] = [:]
        let provenances = Dictionary(
            snapshot.settings.values.map { (Source($0.provenance), $0.provenance) },
            uniquingKeysWith: { first, _ in first })
        let inOrder = provenances.values.sorted { ($0.revision, $0.time) < ($1.revision, $1.time) }
        origins = inOrder.enumerated().map { position, provenance in
            positions[Source(provenance)] = position
            return Origin(
                kind: provenance.origin.storedKind, detail: provenance.origin.storedDetail,
                time: provenance.time.unixMilliseconds, revision: provenance.revision,
                note: notes[provenance.revision] ?? "")
        }
        settings = snapshot.settings.sorted { $0.key.text < $1.key.text }.map { name, setting in
            Setting(
                name: name.text, value: setting.value, ua: setting.access?.rawValue,
                user_pref: setting.isUserPreference, um: setting.isUserModified, line: setting.provenance.line,
                origin: positions[Source(setting.provenance)] ?? 0)
        }
    }
}
