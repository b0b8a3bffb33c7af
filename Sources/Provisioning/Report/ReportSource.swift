public import FlatProfile

/// What the engine needs for reports besides the present configuration.
public protocol ReportSource: Sendable {
    /// The parameters that differ between two revisions. A revision that the history does not have any more counts as the factory state.
    func changedParameters(
        from: RevisionNumber, to: RevisionNumber
    ) async throws(CommitFailure) -> Set<ParameterName>

    /// The status of the phone as a document, `status.xml`.
    func statusDocument() async -> [UInt8]
}

/// What reports have to know after a restart: up to which revision each address has the changes. It goes with a factory reset.
struct ReportMemory: Codable, Hashable, Sendable {
    /// Where changes were sent to, and the configuration up to which they were accepted.
    struct Base: Codable, Hashable, Sendable {
        var url: String
        var revision: RevisionNumber
    }

    /// Two rules have two addresses; as many again are kept for alternatives that were not chosen this time.
    private static let limit = 4

    /// Newest first.
    private(set) var bases: [Base] = []

    /// The revision from which on an address does not know the changes: 0, the factory state, for one that has none yet.
    func base(of url: String) -> RevisionNumber { bases.first { $0.url == url }?.revision ?? 0 }

    mutating func accepted(_ revision: RevisionNumber, at url: String) {
        let others = bases.filter { $0.url != url }
        bases = Array(([Base(url: url, revision: revision)] + others).prefix(Self.limit))
    }
}
