import Glibc
import TestSupport
import Testing

/// The program `StoreProbe`, which the package manager puts beside the tests.
struct StoreProbe {
    private let arguments: [String]

    init(_ arguments: [String]) {
        self.arguments = arguments
    }

    /// Runs the program and returns what it printed. With a limit it is killed after so many lines and a moment more.
    func run(killedAfterLines limit: Int = .max, andLoops loops: Int = 0) throws -> String {
        var ends: [Int32] = [-1, -1]
        let piped = pipe(&ends)
        try #require(piped == 0)
        defer { close(ends[0]) }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let process = try start(output: ends[1])
        close(ends[1])
        var text: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 4096)
        var isKilled = false
        while case let count = read(ends[0], &block, block.count), count > 0 {
            text += block[..<count]
            guard !isKilled, text.count(where: { $0 == UInt8(ascii: "\n") }) >= limit else { continue }
            var sum = 0
            for index in 0..<loops { sum &+= index }
            kill(process, SIGKILL)
            isKilled = sum >= 0
        }
        var status: Int32 = 0
        let ended = waitpid(process, &status, 0)
        try #require(ended == process)
        try #require(isKilled || status == 0, "StoreProbe ended by itself, with status \(status)")
        return String(decoding: text, as: UTF8.self)
    }

    private func start(output: Int32) throws -> pid_t {
        let path = try BuiltProgram.path(of: "StoreProbe")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        let argv: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { (text: String) in strdup(text) } + [nil]
        defer { argv.forEach { free($0) } }
        var process: pid_t = 0
        let status = posix_spawn(&process, path, &actions, nil, argv, environ)
        let reason = String(cString: strerror(status))
        try #require(status == 0, "\(path): \(reason)")
        return process
    }
}
