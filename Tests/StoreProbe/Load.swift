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

    /// One write a line, so that the reader knows of everything that was done before the kill.
    private func report(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = write(STDOUT_FILENO, bytes, bytes.count)
    }
}
