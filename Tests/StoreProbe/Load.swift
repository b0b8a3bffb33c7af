import FlatProfile
import Glibc
import Store

/// Commits, appends and keeps state until it is killed.
struct Load {
    let store: SQLiteStore
    private let names: [ParameterName]

    init(directory: String) async throws {
        let catalogue = Catalogue.of(.standard)
        store = try await SQLiteStore.open(directory: directory, catalogue: catalogue, journalLimit: 20)
        names = catalogue.parameters.filter { $0.type.kind == .string }.map(\.name)
    }

    func run() async throws {
        var generator = SystemRandomNumberGenerator()
        while true {
            let time = Timestamp(unixSeconds: 1_700_000_000 + Int64(store.snapshot.revision))
            let count = Int.random(in: 1...40, using: &generator)
            let changes = names.shuffled(using: &generator).prefix(count).map { name in
                Int.random(in: 0..<8, using: &generator) == 0
                    ? ParameterChange(name, .reset)
                    : ParameterChange(
                        name, .set(String(repeating: "v", count: Int.random(in: 0...300, using: &generator))),
                        access: UserAccess.allCases.randomElement(using: &generator))
            }
            let committed = try await store.commit(ChangeSet(changes, origin: .commandLine(user: "probe")), at: time)
            if let committed { report("revision \(committed.revision.number)") }
            let record = try await store.append(kind: "probe", at: time, payload: Array("record".utf8))
            report("record \(record)")
            try await store.setState("last record", Array(String(record).utf8))
            report("state \(record)")
        }
    }

}

/// Commits changes that wait for their confirmation, confirms some of them and takes the others back, until it is killed.
struct PendingLoad {
    let store: SQLiteStore

    init(directory: String) async throws {
        store = try await SQLiteStore.open(directory: directory, catalogue: Catalogue.of(.standard))
    }

    func run() async throws {
        var generator = SystemRandomNumberGenerator()
        // What a kill left is taken up as a start of the phone does.
        if let left = store.pendingChange { try await revert(left.newest) }
        while true {
            let number = store.snapshot.revision + 1
            let values: [ParameterName] = ["GPP_A", "GPP_B", "GPP_C"]
            let count = Int.random(in: 1...3, using: &generator)
            let set = ChangeSet(
                values.prefix(count).map { ParameterChange($0, .set("\($0) \(number)")) },
                origin: .web(account: "admin"),
                note: "waits")
            let terms = ConfirmationTerms(account: "admin", boot: "probe", deadline: .milliseconds(number))
            guard let committed = try await store.commit(set, at: Timestamp(unixSeconds: 0), terms: { _ in terms })
            else {
                continue
            }
            report("waits \(committed.revision.number)")
            switch Int.random(in: 0..<3, using: &generator) {
            case 0:
                // Written down before, so that what was confirmed can be told from what was lost.
                try await store.setState("confirming", Array(String(number).utf8))
                _ = try await store.confirm(newest: number)
                report("confirmed \(number)")
            case 1: try await revert(number)
            default: break
            }
        }
    }

    private func revert(_ number: RevisionNumber) async throws {
        _ = try await store.revertPendingChange(newest: number, at: Timestamp(unixSeconds: 0), author: "", note: "")
        report("reverted \(number)")
    }
}

/// One write a line, so that the reader knows of everything that was done before the kill.
private func report(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(STDOUT_FILENO, bytes, bytes.count)
}
