internal import FlatProfile
internal import Provisioning
internal import Store
internal import Threading

/// What the engine asks of the phone for its reports. The phone is there before anything is asked; it owns the engine, and so is not owned here.
final class PhoneReports: ReportSource {
    private struct Owner: Sendable {
        weak var service: PhoneService?
    }

    private let owner = Locked(Owner())

    /// Whose reports they are; nil before it is known and when the phone is gone.
    var service: PhoneService? {
        get { owner.withLock { $0.service } }
        set { owner.withLock { $0.service = newValue } }
    }

    func changedParameters(
        from: RevisionNumber, to: RevisionNumber
    ) async throws(CommitFailure) -> Set<ParameterName> {
        guard let store = service?.store else { return [] }
        do throws(StoreError) {
            return Set(try await store.difference(from: from, to: to).map(\.name))
        } catch .unknownRevision where from != 0 {
            return try await changedParameters(from: 0, to: to)
        } catch {
            throw CommitFailure(sentence: "\(error)")
        }
    }

    func statusDocument() async -> [UInt8] { service?.statusDocument() ?? [] }
}
