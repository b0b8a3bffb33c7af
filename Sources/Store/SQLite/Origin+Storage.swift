package import FlatProfile

/// An origin as two columns: a word and a detail. The words stand in databases and are never changed.
extension Origin {
    package var storedKind: String { kind.rawValue }

    package var storedDetail: String {
        switch self {
        case .web(let detail), .profile(let detail), .assignment(let detail), .importedFile(let detail),
            .commandLine(let detail), .api(let detail), .tr069(let detail), .backup(let detail):
            detail
        case .restore(let number), .revert(let number): String(number)
        case .factoryReset: ""
        }
    }

    package init(storedKind kind: String, detail: String) throws(StoreError) {
        guard let kind = Kind(rawValue: kind) else { throw .damaged("a revision has no known origin") }
        switch kind {
        case .web: self = .web(account: detail)
        case .profile: self = .profile(url: detail)
        case .assignment: self = .assignment(rule: detail)
        case .importedFile: self = .importedFile(name: detail)
        case .commandLine: self = .commandLine(user: detail)
        case .api: self = .api(account: detail)
        case .tr069: self = .tr069(url: detail)
        case .restore: self = .restore(of: try Self.number(detail, "a restored revision has no number"))
        case .revert: self = .revert(of: try Self.number(detail, "a revision that was taken back has no number"))
        case .backup: self = .backup(made: detail)
        case .factoryReset: self = .factoryReset
        }
    }

    private static func number(_ text: String, _ fault: String) throws(StoreError) -> RevisionNumber {
        guard let number = RevisionNumber(text) else { throw .damaged(fault) }
        return number
    }
}
