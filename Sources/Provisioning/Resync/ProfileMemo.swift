internal import FlatProfile
internal import ProfileFormat
internal import ProfileRules
internal import Threading
internal import Transfer

/// Remembers of each rule the last profile that changed nothing: the same bytes, read the same way for the same configuration, change
/// nothing again, so they need not be read again. Most resyncs of most phones are of this kind.
///
/// The bytes themselves are not kept, but a number of 64 bits that Swift's keyed hash (SipHash) makes of them. The key is drawn at the start
/// of the process and known to nobody, so no server can choose another profile with the same number.
final class ProfileMemo: Sendable {
    /// All that decides what a profile changes.
    struct Reading: Hashable {
        private let hash: Int
        private let count: Int
        private let coding: String?
        private let options: RuleOptions
        /// Keys and aliases are part of it.
        private let revision: RevisionNumber

        init(_ response: TransferResponse, _ options: RuleOptions, _ revision: RevisionNumber) {
            var hasher = Hasher()
            unsafe response.body.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
            hash = hasher.finalize()
            count = response.body.count
            coding = response.contentEncoding
            self.options = options
            self.revision = revision
        }
    }

    /// What there is to say of a profile that changes nothing.
    struct Finding {
        var decoded: [DecodingStep]
        var warnings: [ProfileWarning]
    }

    /// At most one of each of the four rules, and of a rule for once.
    private let last = Locked<[(source: RuleSource, reading: Reading, finding: Finding)]>([])

    /// What came of that reading before; nil if the profile has to be read.
    func finding(_ source: RuleSource, _ reading: Reading) -> Finding? {
        last.withLock { last in last.first { $0.source == source && $0.reading == reading }?.finding }
    }

    /// That reading changed nothing.
    func keep(_ finding: Finding, of source: RuleSource, _ reading: Reading) {
        last.withLock { last in
            last.removeAll { $0.source == source }
            last.append((source, reading, finding))
        }
    }
}
