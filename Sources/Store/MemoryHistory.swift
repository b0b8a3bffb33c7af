import FlatProfile

/// The history of a store in memory. Each value stands there once: what a parameter was before is looked up in the revision that
/// set it, and who set it is said by the revision, or by the source that a backup has kept.
struct MemoryHistory: Sendable {
    /// Oldest first, without gaps in their numbers.
    private(set) var entries: [Entry] = []

    struct Entry: Sendable {
        let revision: Revision
        fileprivate let changes: [Change]

        fileprivate init(_ revision: Revision) {
            self.revision = revision
            changes = []
        }

        init(_ revision: Revision, _ changes: [RevisionChange], catalogue: Catalogue) {
            self.revision = revision
            var sources: [EarlierSource: Source] = [:]
            self.changes = changes.compactMap { change in
                guard let index = catalogue.index(of: change.name) else { return nil }
                let source = change.earlierSource(in: revision).map { earlier in
                    let source = sources[earlier] ?? Source(earlier)
                    sources[earlier] = source
                    return source
                }
                return Change(change, parameter: index, source: source)
            }
        }
    }

    init() {}

    /// A history that begins with a revision without changes.
    init(beginningWith revision: Revision) {
        entries = [Entry(revision)]
    }

    subscript(number: RevisionNumber) -> Entry? {
        guard let first = entries.first?.revision.number, first <= number, number < first + entries.count else {
            return nil
        }
        return entries[number - first]
    }

    mutating func append(_ entry: Entry) {
        entries.append(entry)
    }

    func changes(of entry: Entry, catalogue: Catalogue) -> [RevisionChange] {
        entry.changes.map { change in
            RevisionChange(
                name: catalogue.parameters[Int(change.parameter)].name, before: before(change),
                after: change.after?.setting(by: entry.revision))
        }
    }

    /// The setting that a change replaced. There is no revision 0, so what was in factory state finds none.
    private func before(_ change: Change) -> Setting? {
        guard let entry = self[RevisionNumber(change.replaces)] else { return nil }
        return entry.changes.first { $0.parameter == change.parameter }?.after?.setting(by: entry.revision)
    }

    /// Who had set what a revision brought back. A reference, so that the many changes that have none pay little for it.
    fileprivate final class Source: Sendable {
        let earlier: EarlierSource

        init(_ earlier: EarlierSource) { self.earlier = earlier }
    }

    /// What is kept of a `RevisionChange`, in about a fifth of its size.
    fileprivate struct Change: Sendable {
        /// Its position in the catalogue.
        let parameter: Int32
        /// The revision that made the setting before; 0 is the factory state.
        let replaces: Int32
        let after: Content?

        init(_ change: RevisionChange, parameter: Int, source: Source?) {
            self.parameter = Int32(parameter)
            replaces = Int32(change.before?.provenance.revision ?? 0)
            after = change.after.map { Content($0, source) }
        }
    }

    fileprivate struct Content: Sendable {
        let value: String?
        let line: Int32?
        let access: UserAccess?
        let isUserPreference: Bool
        let isUserModified: Bool
        let source: Source?

        init(_ setting: Setting, _ source: Source?) {
            self.source = source
            value = setting.value
            line = setting.provenance.line.map { Int32(clamping: $0) }
            access = setting.access
            isUserPreference = setting.isUserPreference
            isUserModified = setting.isUserModified
        }

        func setting(by revision: Revision) -> Setting {
            Setting(
                value: value, access: access, isUserPreference: isUserPreference, isUserModified: isUserModified,
                provenance: Provenance(
                    origin: source?.earlier.origin ?? revision.origin, line: line.map(Int.init),
                    time: source?.earlier.time ?? revision.time, revision: revision.number))
        }
    }
}
