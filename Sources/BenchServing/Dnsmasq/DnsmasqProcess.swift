internal import CSpawn
internal import Glibc
internal import Host
internal import Threading

/// One run of dnsmasq. It ends with this process, however that ends: a shell beside it waits at a pipe whose other end is ours.
///
/// (The death signal of prctl(2) would not do: the kernel forgets it when dnsmasq becomes another user.)
final class DnsmasqProcess: Sendable {
    /// How a run came out.
    struct Ending: Hashable, Sendable {
        var status: Int32
        /// What it complained about last.
        var words: String
    }

    private let lifeline: Locked<Int32>
    private let process: Int32
    private let (endings, ending) = AsyncStream.makeStream(of: Ending.self)

    /// When the lifeline closes, the watcher ends dnsmasq and removes the files; when dnsmasq ends by itself, the watcher goes too.
    private static let script = """
        root=$1; shift
        "$@" 3<&- &
        child=$!
        ( read -r line; trap '' TERM; kill "$child" 2>/dev/null; rm -rf -- "$root" ) <&3 3<&- &
        watch=$!
        exec 3<&-
        wait "$child"; status=$?
        kill "$watch" 2>/dev/null
        exit "$status"
        """

    /// Starts it. `line` gets what it says, on a thread of its own.
    init(
        program: String, arguments: [String], root: String, line: @escaping @Sendable (String) -> Void
    ) throws(SystemError) {
        var life: [Int32] = [-1, -1]
        var output: [Int32] = [-1, -1]
        guard spawn_pipe(&life) == 0 else { throw SystemError(number: errno) }
        guard spawn_pipe(&output) == 0 else {
            let code = errno
            for end in life { close(end) }
            throw SystemError(number: code)
        }
        // What the program gets lies beyond the numbers under which it gets it.
        let null = open("/dev/null", O_RDONLY | O_CLOEXEC)
        let theirs = [null, output[1], output[1], life[0]].map { fcntl($0, F_DUPFD_CLOEXEC, 10) }
        let result = Self.spawn(["/bin/sh", "-c", Self.script, "sh", root, program] + arguments, theirs)
        for end in theirs + [null, output[1], life[0]] where end >= 0 { close(end) }
        guard result > 0 else {
            close(life[1])
            close(output[0])
            throw SystemError(number: -result)
        }
        process = result
        lifeline = Locked(life[1])
        let reading = output[0]
        let ending = ending
        do throws(ThreadError) {
            try BlockingThread.start(named: "bench dnsmasq") {
                let words = Self.read(reading, line)
                close(reading)
                var status: Int32 = 0
                while waitpid(result, &status, 0) < 0, errno == EINTR {}
                ending.yield(
                    Ending(status: status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f, words: words))
                ending.finish()
            }
        } catch {
            close(reading)
            close(life[1])
            throw SystemError(number: error.number)
        }
    }

    deinit { end() }

    /// Waits for its end.
    func ended() async -> Ending {
        for await ending in endings { return ending }
        return Ending(status: -1, words: "")
    }

    /// Asks it to end.
    func end() {
        lifeline.withLock { lifeline in
            if lifeline >= 0 { close(lifeline) }
            lifeline = -1
        }
    }

    /// Reads lines until nobody can write any more; the last complaint.
    private static func read(_ file: Int32, _ line: (String) -> Void) -> String {
        var rest: [UInt8] = []
        var last = ""
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return last }
            rest += buffer[..<count]
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                let text = Shown.text(String(decoding: rest[..<end], as: UTF8.self), limit: 1000)
                rest.removeSubrange(...end)
                guard !text.isEmpty else { continue }
                last = text
                line(text)
            }
            if rest.count > 4096 { rest = [] }
        }
    }

    private static func spawn(_ arguments: [String], _ descriptors: [Int32]) -> Int32 {
        let words = arguments.map { strdup($0) }
        let environment = [strdup("PATH=/usr/sbin:/usr/bin:/sbin:/bin"), strdup("LC_ALL=C")]
        defer { for text in words + environment { free(text) } }
        return spawn_program(
            "/bin/sh", words + [nil], environment + [nil], "/", descriptors, Int32(descriptors.count), nil, 0)
    }

    /// Where the program is; nil if it is not installed.
    static func program(path: String?) -> String? {
        let places = (path ?? "").split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin", "/usr/local/sbin"]
        return places.map { $0 + "/dnsmasq" }.first { $0.hasPrefix("/") && access($0, X_OK) == 0 }
    }
}
