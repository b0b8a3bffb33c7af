internal import Bench
internal import BenchDatabase

/// Where a bench keeps its jobs.
enum BenchPlace {
    case directory(String)
    case database(DatabaseAddress)

    /// What `--store` says, else the directory below the state directory of this person.
    init(_ invocation: Invocation) throws(CommandFailure) {
        guard let text = invocation.arguments["store"] else {
            self = .directory(try Self.usual(invocation.environment))
            return
        }
        guard DatabaseAddress.isMeant(by: text) else {
            guard !text.contains("://") else {
                throw .usage(
                    "--store takes a directory or postgresql://…, not \"\(text.prefix { $0 != ":" }.prefix(40))://…\"")
            }
            self = .directory(text)
            return
        }
        let isOnCommandLine = invocation.arguments.isOnCommandLine("store")
        if isOnCommandLine { CommandLineMemory.hide(text) }
        do throws(DatabaseServerFault) {
            let address = try DatabaseAddress(text)
            if isOnCommandLine, address.hasPassword { Self.warn(invocation.console) }
            self = .database(address)
        } catch {
            throw .usage("\(error)")
        }
    }

    private static func usual(_ environment: [String: String]) throws(CommandFailure) -> String {
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/onhook-bench" }
        guard let home = environment["HOME"], home.hasPrefix("/") else {
            throw .usage("neither --store nor HOME says where the bench is; give --store DIR")
        }
        return home + "/.local/state/onhook-bench"
    }

    private static func warn(_ console: Console) {
        console.complain(
            """
            onhook: note: a password on a command line stays in the shell's history, and others on this machine may see it while the command \
            starts; leave it out of --store and put it into ~/.pgpass (mode 0600) or PGPASSWORD

            """)
    }

    /// Opens it; to be closed by whoever opens it.
    func open() async throws(BenchStoreError) -> any BenchStore {
        switch self {
        case .directory(let path): try await SQLiteBenchStore.open(directory: path)
        case .database(let address): try await PostgreSQLBenchStore.open(address)
        }
    }
}
