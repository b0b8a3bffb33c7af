internal import FlatProfile
internal import Provisioning

/// Values of the domain as records: everything masked, everything in words.
extension ChangeRecord {
    init(_ change: RevisionChange, in catalogue: Catalogue) {
        let access = (before: change.before?.access, after: change.after?.access)
        let isSame = access.before == access.after
        self.init(
            name: change.name.text, old: Masking.value(change.before?.value, of: change.name, in: catalogue),
            new: Masking.value(change.after?.value, of: change.name, in: catalogue),
            old_ua: isSame ? nil : access.before?.rawValue, new_ua: isSame ? nil : access.after?.rawValue)
    }
}

extension RevisionRecord {
    init(_ revision: Revision, changes: [RevisionChange]? = nil, in catalogue: Catalogue) {
        self.init(
            number: revision.number, time: revision.time.iso8601, origin: Wording.origin(revision.origin),
            kind: revision.origin.kind.rawValue, author: revision.author, note: revision.note,
            change_count: revision.changeCount,
            changes: changes?.map { ChangeRecord($0, in: catalogue) })
    }
}

extension NextResyncRecord {
    init(_ next: NextResync) {
        at = next.at.iso8601
        reason = Wording.reason(next.trigger)
    }
}

extension IdentityRecord {
    init(_ identity: DeviceIdentity) {
        product_name = identity.model.productName
        mac = identity.mac.colonSeparated
        serial_number = identity.serialNumber
        software_version = identity.softwareVersion
        hardware_version = identity.hardwareVersion
    }
}

extension ParameterRecord {
    init(_ parameter: Parameter, in snapshot: Snapshot) {
        let setting = snapshot.settings[parameter.name]
        let value = snapshot[parameter.name]
        let isSecret = parameter.isSecret
        self.init(
            name: parameter.name.text,
            value: isSecret ? nil : Masking.value(value, of: parameter.name, in: snapshot.catalogue),
            is_set: isSecret ? !value.isEmpty : nil,
            default: isSecret ? nil : parameter.defaultValue,
            changed: setting?.value.map { $0 != parameter.defaultValue } ?? false,
            ua: snapshot.access(to: parameter.name).rawValue, tab: parameter.tab.label, section: parameter.section,
            label: parameter.label, origin: setting.map { Wording.provenance($0.provenance) },
            revision: setting?.provenance.revision)
    }
}

extension PostponedRecord {
    init(_ postponement: Postponement) {
        self.init(
            what: Wording.concern(postponement.concern), since: postponement.since.iso8601,
            latest: postponement.latest?.iso8601,
            reason: postponement.latest == nil
                ? "a line is in use: it waits until the phone is idle"
                : "a line is in use: it waits until the phone is idle, but no longer than Forced_Resync_Delay says")
    }
}
