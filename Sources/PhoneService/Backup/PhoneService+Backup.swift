internal import FlatProfile
public import Identity
internal import Notation
internal import ProfileFormat
public import Store
internal import Provisioning
internal import Threading

/// One file with everything that makes this phone this phone, and its way back.
///
/// In it are the values with who set them and when, the state of onboarding, the profile account, and keys and certificates. The history
/// before that, the log of attempts, firmware, and what the machine itself tells (DHCP, hooks, restarts) are not.
extension PhoneService {
    /// State of the engine that belongs to the configuration.
    private static let concerns = [CustomizationMemory.concern, ProfileAccount.concern]
    /// Where files wait that a restore has still to write.
    private static let filesKey = "restore.files"

    /// The sealed backup. Throws `notAllowed`, `seal` and `failed`.
    public func backup(passPhrase: String, by principal: Principal) async throws(BackupRefusal) -> [UInt8] {
        guard principal.account == .admin else { throw .notAllowed }
        guard BackupSeal.passPhraseLength.contains(passPhrase.count) else { throw .seal(.passPhrase) }
        let content = RecordCoding.encode(try await backupContents())
        return try await Self.sealing { () throws(BackupSealError) in
            try BackupSeal.seal(content, passPhrase: passPhrase)
        }
    }

    private func backupContents() async throws(BackupRefusal) -> BackupContents {
        let snapshot = snapshot
        var notes: [RevisionNumber: String] = [:]
        do throws(StoreError) {
            for number in Set(snapshot.settings.values.map(\.provenance.revision)) {
                notes[number] = try await store.revision(number)?.note
            }
            var contents = BackupContents(of: snapshot, notes: notes, identity: identity, at: now)
            for concern in Self.concerns {
                contents.state[concern] = try await store.state(ConfigurationWriter.stateKey(of: concern))?.hexadecimal
            }
            contents.files = try files()
            return contents
        } catch {
            throw .failed("\(error)")
        }
    }

    private func files() throws(StoreError) -> [BackupContents.File] {
        do throws(IdentityError) {
            return try (identityFiles?.read() ?? []).map {
                BackupContents.File(name: $0.name, hexadecimal: $0.bytes.hexadecimal)
            }
        } catch {
            throw .other(code: 0, message: "\(error)")
        }
    }

    /// Opens a backup, checks it completely, and tells what restoring it would do; nothing is touched.
    public func open(
        backup file: [UInt8], passPhrase: String, by principal: Principal
    ) async throws(BackupRefusal) -> RestoreRecord {
        guard principal.account == .admin else { throw .notAllowed }
        let contents = try await contents(of: file, passPhrase)
        let plan = try RestorePlan(contents, into: snapshot, by: principal.author, at: now)
        return record(of: contents, plan, token: openedBackups.keep(contents) ?? "")
    }

    /// The backup that was opened under that token, once more.
    public func openedBackup(_ token: String, by principal: Principal) throws(BackupRefusal) -> RestoreRecord {
        guard principal.account == .admin else { throw .notAllowed }
        guard let contents = openedBackups[token] else { throw .unknown }
        let plan = try RestorePlan(contents, into: snapshot, by: principal.author, at: now)
        return record(of: contents, plan, token: token)
    }

    /// Restores a backup that was opened. All values, the state and the files that are to be written come into the store in one step: a
    /// kill before it leaves everything as it was, a kill after it is made good at the next start.
    ///
    /// Certificates count from the next start on. `identity` answers what becomes of those of another phone; without it `otherPhone` is
    /// thrown then. Values that may lock somebody out wait for their confirmation as `wish` says; when they come back, the state and the
    /// files stay.
    public func restore(
        backup token: String, identity choice: BackupIdentity? = nil, by principal: Principal,
        confirming wish: ConfirmationWish = .none
    ) async throws(BackupRefusal) -> RestoreRecord {
        guard principal.account == .admin else { throw .notAllowed }
        guard let contents = openedBackups[token] else { throw .unknown }
        let isSamePhone = contents.phone.mac == identity.mac.lowercase
        guard isSamePhone || choice != nil else { throw .otherPhone(contents.phone.mac) }
        await settlePendingChange()
        let plan = try RestorePlan(contents, into: snapshot, by: principal.author, at: now)
        var state = try kept(contents)
        if isSamePhone ? choice != .keep : choice == .take, identityFiles != nil, !contents.files.isEmpty {
            state[Self.filesKey] = RecordCoding.encode(contents.files)
        }
        var record = record(of: contents, plan, token: "")
        record.revisions = try await carryOut(plan, state, terms(for: principal, wish), by: principal)
        openedBackups.drop(token)
        report("a backup of \(contents.created) was restored by \(principal.label)")
        return record
    }

    private func carryOut(
        _ plan: RestorePlan, _ state: [String: [UInt8]], _ terms: ConfirmationQuestion?, by principal: Principal
    ) async throws(BackupRefusal) -> [Int] {
        do throws(StoreError) {
            let committed = try await writer.commit(
                [plan.set], onlyAfter: plan.base, keeping: state, acceptingPasswordRecords: true, terms: terms,
                by: principal.origin)
            try await Self.finishRestore(in: store, identityFiles)
            try await loadCustomization()
            return committed.map(\.revision.number)
        } catch .overtaken {
            throw .overtaken
        } catch {
            throw .failed("\(error)")
        }
    }

    /// Writes files that a restore before a kill has left to be written. To be called before anything reads them.
    public static func finishRestore(
        in store: any ConfigurationStore, _ files: IdentityFiles?
    ) async throws(StoreError) {
        guard let files, let bytes = try await store.state(filesKey) else { return }
        let waiting = (try? RecordCoding.decode([BackupContents.File].self, from: bytes)) ?? []
        do throws(IdentityError) {
            try files.write(
                waiting.compactMap { file in
                    [UInt8](hexadecimal: file.hexadecimal).map { IdentityFiles.File(name: file.name, bytes: $0) }
                })
        } catch {
            throw .other(code: 0, message: "\(error)")
        }
        try await store.setState(filesKey, nil)
    }

    private func contents(of file: [UInt8], _ passPhrase: String) async throws(BackupRefusal) -> BackupContents {
        let bytes = try await Self.sealing { () throws(BackupSealError) in
            try BackupSeal.open(file, passPhrase: passPhrase)
        }
        struct Format: Decodable {
            var format: Int
        }
        guard let format = (try? RecordCoding.decode(Format.self, from: bytes))?.format else { throw .inconsistent }
        guard format == BackupContents.currentFormat else { throw .otherFormat(format) }
        guard let contents = try? RecordCoding.decode(BackupContents.self, from: bytes) else { throw .inconsistent }
        guard contents.phone.model == identity.model.number else {
            throw .otherModel(String(contents.phone.model.prefix(20)), own: identity.model.number)
        }
        _ = try kept(contents)
        guard contents.files.count <= IdentityFiles.countLimit,
            contents.files.allSatisfy({ IdentityFiles.isName($0.name) && [UInt8](hexadecimal: $0.hexadecimal) != nil })
        else { throw .inconsistent }
        return contents
    }

    /// The state of the engine in a backup, by the keys of the store.
    private func kept(_ contents: BackupContents) throws(BackupRefusal) -> [String: [UInt8]] {
        var state: [String: [UInt8]] = [:]
        for (concern, text) in contents.state {
            guard Self.concerns.contains(concern), let bytes = [UInt8](hexadecimal: text) else { throw .inconsistent }
            state[ConfigurationWriter.stateKey(of: concern)] = bytes
        }
        return state
    }

    private func record(of contents: BackupContents, _ plan: RestorePlan, token: String) -> RestoreRecord {
        let phone = contents.phone
        return RestoreRecord(
            created: contents.created,
            identity: IdentityRecord(
                product_name: "CP-\(phone.model)-3PCC", mac: Self.colons(phone.mac), serial_number: phone.serial_number,
                software_version: phone.software_version, hardware_version: phone.hardware_version),
            same_phone: phone.mac == identity.mac.lowercase,
            changes: plan.consequences.changes, effects: plan.consequences.effects,
            locks_out: plan.consequences.locksOut, files: contents.files.map(\.name), warnings: plan.warnings,
            restore: token, revisions: [])
    }

    private static func colons(_ mac: String) -> String { MACAddress(mac)?.colonSeparated ?? mac }

    /// Does what takes a quarter of a second of processor time on a thread of its own.
    private static func sealing(
        _ work: @escaping @Sendable () throws(BackupSealError) -> [UInt8]
    ) async throws(BackupRefusal) -> [UInt8] {
        let result: Result<[UInt8], BackupRefusal> = await withCheckedContinuation { continuation in
            do throws(ThreadError) {
                try BlockingThread.start(named: "onhook-backup") {
                    continuation.resume(
                        returning: Result { () throws(BackupSealError) in try work() }.mapError(BackupRefusal.seal))
                }
            } catch {
                continuation.resume(returning: .failure(.failed("this machine is too busy: try again in a moment")))
            }
        }
        return try result.get()
    }
}
