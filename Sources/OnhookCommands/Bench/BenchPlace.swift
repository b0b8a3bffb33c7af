internal import Bench
internal import BenchDatabase
internal import Host

/// Where a bench keeps its jobs.
enum BenchPlace {
    case directory(String)
    /// A database; whether its address stands where others can read it.
    case database(DatabaseAddress, isOnCommandLine: Bool)

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
            self = .database(try DatabaseAddress(text), isOnCommandLine: isOnCommandLine)
        } catch {
            throw .usage("\(error)")
        }
    }

    /// The directory below the state directory of this person.
    static func usual(_ environment: [String: String]) throws(CommandFailure) -> String {
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
    func open(_ console: Console) async throws(BenchStoreError) -> any BenchStore {
        switch self {
        case .directory(let path): return try await SQLiteBenchStore.open(directory: path)
        case .database(let address, let isOnCommandLine):
            if isOnCommandLine, address.hasPassword { Self.warn(console) }
            return try await PostgreSQLBenchStore.open(address)
        }
    }

    /// The directory of this machine for what is no job's: the files that are served, the password of the pages, a certificate. With a database it is
    /// the one where the bench would be without, and is made here.
    func ownDirectory(_ invocation: Invocation) throws(CommandFailure) -> String {
        if case .directory(let path) = self { return path }
        let path = try Self.usual(invocation.environment)
        do throws(StateDirectoryError) {
            return try StateDirectory(path).path
        } catch {
            throw .failed("\(BenchStoreError.directory(error))")
        }
    }
}
