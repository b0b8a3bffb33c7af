import FlatProfile
import Glibc
import Store

/// How many bytes of memory a virtual phone's store takes beyond what all share, after a profile of forty parameters.
struct Memory {
    let phones: Int

    func run() async throws {
        let catalogue = Catalogue.of(.standard)
        let names = Array(catalogue.parameters.filter { $0.type.kind == .string }.map(\.name).prefix(40))
        let origin = Origin.profile(url: "http://provisioning.example.com/phones/profile.xml")
        var stores: [InMemoryStore] = []
        stores.reserveCapacity(phones)
        let before = Self.residentBytes
        for number in 0..<phones {
            let store = InMemoryStore(catalogue: catalogue, journalLimit: 10)
            let changes = names.map { ParameterChange($0, .set("the value of phone number \(number)"), line: 9) }
            _ = try await store.commit(ChangeSet(changes, origin: origin), at: Timestamp(unixSeconds: 0))
            stores.append(store)
        }
        if Self.isSanitized { print("sanitized") }
        print((Self.residentBytes - before) / stores.count)
        guard stores.allSatisfy({ $0.snapshot.revision == 1 }) else { fail("a commit is missing", status: 1) }
    }

    /// A sanitizer keeps several bytes of its own for each byte of ours.
    private static var isSanitized: Bool {
        ["__asan_init", "__tsan_init"].contains { (name: String) in dlsym(nil, name) != nil }
    }

    /// The resident set, in bytes: the second number of /proc/self/statm, in pages.
    private static var residentBytes: Int {
        var bytes = [UInt8](repeating: 0, count: 256)
        let file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        let count = read(file, &bytes, bytes.count)
        let words = String(decoding: bytes[..<max(0, count)], as: UTF8.self).split(separator: " ")
        guard words.count > 1, let pages = Int(words[1]) else { fail("no /proc/self/statm", status: 1) }
        return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }
}
