import FlatProfile
import Glibc
import Store

/// What others may do with the files of a store, in a process that restricts nobody. The mask is the process's, so no test may change
/// its own while others make files.
struct Permissions {
    let directory: String

    func run() async throws {
        umask(0)
        let store = try await SQLiteStore.open(directory: directory, catalogue: .of(.standard))
        let set = ChangeSet([ParameterChange("GPP_A", .set("x"))], origin: .commandLine(user: "probe"))
        _ = try await store.commit(set, at: Timestamp(unixSeconds: 0))
        let files = ["", "/onhook.db", "/onhook.db-wal", "/onhook.db-shm", "/lock"]
        print(files.map { mode(of: $0) }.joined(separator: " "))
        await store.close()
        print(mode(of: "/onhook.db-wal"))
    }

    private func mode(of file: String) -> String {
        var status = stat()
        return stat(directory + file, &status) == 0 ? String(status.st_mode & 0o7777, radix: 8) : "none"
    }
}
