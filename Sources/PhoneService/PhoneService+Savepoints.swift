public import FlatProfile
internal import Store

/// A revision that somebody gave a name.
public struct SavepointRecord: Codable, Hashable, Sendable {
    /// Its number, which no other savepoint ever had.
    public var id: Int
    /// Its name.
    public var name: String
    /// The revision; 0 is the factory state.
    public var revision: Int
    /// When it was named.
    public var time: String
    /// The login that named it.
    public var author: String
}

/// Savepoints: for the administrator, who alone sees the history.
extension PhoneService {
    /// The longest name, in characters (Unicode scalars).
    public static let longestSavepointName = 60

    /// The savepoints, by revision, newest first.
    public func savepoints() async throws(ServiceFailure) -> [SavepointRecord] {
        try await reading { () async throws(StoreError) in try await store.savepoints() }.map(SavepointRecord.init)
    }

    /// Gives a revision, or the present one, a name. Blanks around it do not count.
    public func makeSavepoint(
        _ name: String, of number: RevisionNumber? = nil, by principal: Principal
    ) async throws(SubmissionRefusal) -> SavepointRecord {
        let name = try accepted(name, by: principal)
        do throws(StoreError) {
            return SavepointRecord(
                try await store.makeSavepoint(
                    name, of: number ?? snapshot.revision, at: now, author: principal.author))
        } catch {
            throw refusal(of: error, "a savepoint was not stored")
        }
    }

    /// Gives a savepoint another name.
    public func renameSavepoint(
        _ id: Int, to name: String, by principal: Principal
    ) async throws(SubmissionRefusal) -> SavepointRecord {
        let name = try accepted(name, by: principal)
        do throws(StoreError) {
            return SavepointRecord(try await store.renameSavepoint(id, to: name))
        } catch {
            throw refusal(of: error, "a savepoint was not renamed")
        }
    }

    /// Forgets a savepoint; its revision stays.
    public func deleteSavepoint(_ id: Int, by principal: Principal) async throws(SubmissionRefusal) {
        guard principal.account == .admin else { throw .notAllowed(Self.forAdmin) }
        do throws(StoreError) {
            try await store.deleteSavepoint(id)
        } catch {
            throw refusal(of: error, "a savepoint was not deleted")
        }
    }

    private static let forAdmin = "only the administrator may change savepoints"

    private func accepted(_ text: String, by principal: Principal) throws(SubmissionRefusal) -> String {
        guard principal.account == .admin else { throw .notAllowed(Self.forAdmin) }
        func fault(_ sentence: String) -> SubmissionRefusal { .faults([FieldFault(name: "name", sentence: sentence)]) }
        let name = text.trimmed
        guard !name.isEmpty else { throw fault("a savepoint needs a name") }
        guard name.unicodeScalars.count <= Self.longestSavepointName else {
            throw fault("a name has at most \(Self.longestSavepointName) characters")
        }
        guard !name.holdsControlCharacters else { throw fault("a name is one line, without control characters") }
        return name
    }
}

extension SavepointRecord {
    init(_ savepoint: Savepoint) {
        self.init(
            id: savepoint.id, name: savepoint.name, revision: savepoint.revision, time: savepoint.time.iso8601,
            author: savepoint.author)
    }
}

extension String {
    /// The text without blanks around it.
    fileprivate var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }
}
