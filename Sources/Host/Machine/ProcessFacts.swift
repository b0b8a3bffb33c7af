private import Glibc

/// What the kernel tells of this process (proc(5)).
public struct ProcessFacts: Hashable, Sendable {
    /// Bytes of its memory that are in RAM.
    public var residentBytes: Int
    /// Bytes of addresses that it uses.
    public var virtualBytes: Int
    /// Seconds of processor time, its own and the kernel's for it.
    public var processorSeconds: Double
    /// When it began, in seconds since 1970.
    public var startSeconds: Double
    /// Its threads.
    public var threads: Int
    /// Its open files and sockets; nil if the kernel does not tell.
    public var openFiles: Int?

    /// The facts of now; nil if the kernel does not tell.
    public static func current() -> ProcessFacts? {
        guard let stat = ProcFile.text(of: "/proc/self/stat"), let machine = ProcFile.text(of: "/proc/stat") else {
            return nil
        }
        var facts = ProcessFacts(
            stat: stat, machine: machine, ticks: Double(sysconf(Int32(_SC_CLK_TCK))),
            pageSize: sysconf(Int32(_SC_PAGESIZE)))
        facts?.openFiles = openFiles()
        return facts
    }

    /// The facts in `/proc/self/stat` and the line `btime` of `/proc/stat`.
    init?(stat: String, machine: String, ticks: Double, pageSize: Int) {
        // The name of the program stands in brackets and may hold anything.
        guard let end = stat.lastIndex(of: ")"), ticks > 0,
            let boot = machine.nonemptyLines.first(where: { $0.hasPrefix("btime ") })?.words.last.flatMap({ Double($0) }
            )
        else { return nil }
        let fields = stat[stat.index(after: end)...].words
        guard fields.count > 21, let user = Double(fields[11]), let system = Double(fields[12]),
            let threads = Int(fields[17]), let start = Double(fields[19]), let size = Int(fields[20]),
            let pages = Int(fields[21])
        else { return nil }
        residentBytes = pages * pageSize
        virtualBytes = size
        processorSeconds = (user + system) / ticks
        startSeconds = boot + start / ticks
        self.threads = threads
    }

    private static func openFiles() -> Int? {
        guard let directory = opendir("/proc/self/fd") else { return nil }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        // `.`, `..` and the directory itself.
        return count - 3
    }
}
