// StoreProbe commit DIR    commits revisions of random size for ever and prints the number of each once it is committed
// StoreProbe pending DIR   commits changes that wait, confirms some, takes some back, and prints what it has done, for ever
// StoreProbe measure DIR   compares the rate of submits of one field with that of a bare SQLite loop over the same rows
// StoreProbe modes DIR     prints the permissions of a store's files, made in a process without a mask
// StoreProbe memory N      prints how many bytes each of N stores of virtual phones takes
import Glibc

func fail(_ message: String, status: Int32) -> Never {
    let bytes = Array("StoreProbe: \(message)\n".utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
    exit(status)
}

let arguments = CommandLine.arguments
guard arguments.count == 3 else { fail("commit DIR | pending DIR | measure DIR | modes DIR | memory N", status: 2) }
do {
    switch arguments[1] {
    case "commit": try await Load(directory: arguments[2]).run()
    case "pending": try await PendingLoad(directory: arguments[2]).run()
    case "measure": try await Measurement(directory: arguments[2]).run()
    case "modes": try await Permissions(directory: arguments[2]).run()
    case "memory": try await Memory(phones: Int(arguments[2]) ?? 1).run()
    default: fail("commit DIR | pending DIR | measure DIR | modes DIR | memory N", status: 2)
    }
} catch {
    fail("\(error)", status: 1)
}
