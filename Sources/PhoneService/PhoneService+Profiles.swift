public import FlatProfile
internal import ProfileFormat
internal import Provisioning

/// What a profile would do to this phone.
public struct ProfileDifferenceRecord: Codable, Hashable, Sendable {
    /// What would change.
    public var changes: [ChangeRecord]
    /// What is odd in the profile.
    public var warnings: [WarningRecord]
}

/// How much of the configuration is exported.
public enum ExportScope: String, Sendable, Hashable, CaseIterable {
    /// All parameters that have a page.
    case full
    /// Those that somebody set.
    case changedOnly = "changed"
}

/// Profiles as files.
extension PhoneService {
    /// The configuration as the phone exports it: `cfg.xml`, passwords hidden.
    public func exportedConfiguration(_ scope: ExportScope = .full) -> [UInt8] {
        Self.export(snapshot, scope: scope == .full ? .full : .changedOnly)
    }

    static func export(_ snapshot: Snapshot, scope: ProfileWriter.Scope) -> [UInt8] {
        let catalogue = snapshot.catalogue
        return Array(
            ProfileWriter.configuration(of: snapshot, scope: scope) { value, name in
                Masking.editable(value, of: name, in: catalogue)
            }.utf8)
    }

    /// What the profile would change if it were fetched now; nothing is stored. An element without text means what it means to this
    /// phone, unless another policy is named.
    @concurrent
    public func difference(
        ofProfile bytes: [UInt8], emptyElements policy: EmptyElementPolicy? = nil
    ) async throws(ServiceFailure) -> ProfileDifferenceRecord {
        let document: ProfileDocument
        do throws(ProfileFormatError) {
            document = try ProfileReader.read(bytes)
        } catch {
            throw ServiceFailure(sentence: "\(error)")
        }
        let snapshot = snapshot
        let application = ProfileApplication(
            of: document, to: snapshot, emptyElements: policy ?? emptyElements)
        let set = ChangeSet(application.changes, origin: .importedFile(name: "profile"))
        let changes = snapshot.applying(set, at: host.now)?.changes ?? []
        return ProfileDifferenceRecord(
            changes: changes.map { ChangeRecord($0, in: snapshot.catalogue) },
            warnings: ProfileWarning.inOrder(document.warnings + application.warnings).map(WarningRecord.init))
    }
}
