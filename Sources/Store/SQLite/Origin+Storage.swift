package import FlatProfile

/// An origin as two columns: a word and a detail. The words stand in databases and are never changed.
extension Origin {
    package var storedKind: String {
        switch self {
        case .web: "web"
        case .profile: "profile"
        case .assignment: "assignment"
        case .importedFile: "import"
        case .commandLine: "command-line"
        case .api: "api"
        case .tr069: "tr-069"
        case .restore: "restore"
        case .factoryReset: "factory-reset"
        }
    }

    package var storedDetail: String {
        switch self {
        case .web(let detail), .profile(let detail), .assignment(let detail), .importedFile(let detail),
            .commandLine(let detail), .api(let detail), .tr069(let detail):
            detail
        case .restore(let number): String(number)
        case .factoryReset: ""
        }
    }

    package init(storedKind kind: String, detail: String) throws(StoreError) {
        switch kind {
        case "web": self = .web(account: detail)
        case "profile": self = .profile(url: detail)
        case "assignment": self = .assignment(rule: detail)
        case "import": self = .importedFile(name: detail)
        case "command-line": self = .commandLine(user: detail)
        case "api": self = .api(account: detail)
        case "tr-069": self = .tr069(url: detail)
        case "restore":
            guard let number = RevisionNumber(detail) else { throw .damaged("a restored revision has no number") }
            self = .restore(of: number)
        case "factory-reset": self = .factoryReset
        default: throw .damaged("a revision has no known origin")
        }
    }
}
