import Glibc

/// What a test's server or program could not do.
package struct TestSupportError: Error, CustomStringConvertible {
    /// One sentence.
    package let description: String

    /// An error that says this.
    package init(_ description: String) { self.description = description }
}

/// A program that runs beside the test and dies with this object, and also when the test process ends in any way: it is watched by a
/// shell that reads from a socket of ours and kills the program when that socket closes.
package final class ChildProcess: Sendable {
    /// The process that watches the program.
    private let watcher: pid_t
    private let lifeline: Int32
    private let output: Int32

    /// Starts a program that is found in the path (and in /usr/sbin).
    ///
    /// - Parameter descriptors: Ours to theirs: descriptors that the program inherits under other numbers, 3 to 8.
    /// - Parameter environment: Added to this process's own.
    package init(
        _ arguments: [String], passing descriptors: [Int32: Int32] = [:], standardInput: Int32? = nil,
        environment: [String: String] = [:]
    ) throws {
        let life = try Self.socketPair()
        let out = try Self.socketPair()
        // All that the program gets lies beyond the numbers under which it gets them: one of ours may be 9, and would be gone when the
        // lifeline takes that number.
        let lifted = ([life.theirs, out.theirs] + descriptors.keys).map { ($0, fcntl($0, F_DUPFD_CLOEXEC, 64)) }
        let beyond = Dictionary(uniqueKeysWithValues: lifted)
        defer { for number in [life.theirs, out.theirs] + beyond.values where number >= 0 { close(number) } }
        guard beyond.values.allSatisfy({ $0 >= 0 }) else { throw TestSupportError("no descriptor: errno \(errno)") }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // First of all, while nothing has taken its number.
        if let standardInput {
            posix_spawn_file_actions_adddup2(&actions, standardInput, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        let inherited: [(ours: Int32, theirs: Int32)] =
            [(out.theirs, 1), (out.theirs, 2), (life.theirs, 9)] + descriptors.map { ($0.key, $0.value) }
        for (ours, theirs) in inherited { posix_spawn_file_actions_adddup2(&actions, beyond[ours] ?? ours, theirs) }
        // A connection that a server of ours accepted a moment ago may not be marked yet, and would never end if the program kept it.
        // `-m` puts the program into a process group of its own, so that its children (nginx's workers) die with it. The program must
        // not hold the lifeline itself, and `&` must not take its standard input away.
        let script = """
            for fd in /proc/$$/fd/*; do fd=${fd##*/}; if [ "$fd" -gt 9 ]; then eval "exec $fd>&-"; fi; done
            PATH=$PATH:/usr/sbin:/sbin; set -m; exec 8<&0; "$@" 0<&8 8<&- 9<&- & child=$!
            exec 8<&- 1>&- 2>&-; read -r line <&9; kill -KILL -- -$child; wait
            """
        watcher = try Self.spawn(["/bin/bash", "-c", script, "bash"] + arguments, &actions, environment)
        lifeline = life.ours
        output = out.ours
    }

    deinit {
        close(lifeline)
        var status: Int32 = 0
        waitpid(watcher, &status, 0)
        close(output)
    }

    /// Reads what the program prints, to either stream, until a line holds the text; blocks the calling thread.
    ///
    /// - Returns: What was read, or nil if the program ended before.
    package func printed(lineWith text: String) -> String? {
        var seen = ""
        return printed(lineWith: text, &seen) ? seen : nil
    }

    /// As `printed(lineWith:)`, with what was printed also where the program ended without that text; whether it came.
    package func printed(lineWith text: String, _ seen: inout String) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !seen.contains(text) {
            let count = read(output, &buffer, buffer.count)
            guard count > 0 else { return false }
            seen += String(decoding: buffer[..<count], as: UTF8.self)
        }
        return true
    }

    /// Reads what the program prints next, to either stream; nil when it has ended. Blocks the calling thread.
    package func printedNext() -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(output, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }

    /// Reads what the program prints until it ends; blocks the calling thread.
    package func printedToTheEnd() -> String {
        var seen: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(output, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: seen, as: UTF8.self) }
            seen += buffer[..<count]
        }
    }

    /// Runs a program to its end and throws, with what it printed, unless it succeeded; blocks the calling thread.
    @discardableResult
    package static func run(_ arguments: [String]) throws -> String {
        let marker = "onhook-test-exit-status:"
        let process = try ChildProcess(["/bin/sh", "-c", #""$@"; echo "\#(marker)$?""#, "sh"] + arguments)
        let printed = process.printedToTheEnd()
        guard let end = printed.range(of: marker), printed[end.upperBound...].hasPrefix("0\n") else {
            throw TestSupportError("\(arguments.joined(separator: " ")) failed: \(printed)")
        }
        return String(printed[..<end.lowerBound])
    }

    private static func socketPair() throws -> (ours: Int32, theirs: Int32) {
        var pair: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, type, 0, &pair) == 0 else { throw TestSupportError("no socket pair: errno \(errno)") }
        return (pair[0], pair[1])
    }

    private static func spawn(
        _ arguments: [String], _ actions: inout posix_spawn_file_actions_t, _ environment: [String: String]
    ) throws -> pid_t {
        var process = pid_t()
        let words = arguments.map { strdup($0) }
        var variables = environment.map { strdup("\($0)=\($1)") }
        var next = environ
        while let variable = next.pointee {
            variables.append(strdup(variable))
            next += 1
        }
        defer { for text in words + variables { free(text) } }
        // The threads of this process may block signals by which the program is to be told something.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let code = posix_spawn(&process, arguments[0], &actions, &attributes, words + [nil], variables + [nil])
        guard code == 0 else { throw TestSupportError("\(arguments[0]) does not start: errno \(code)") }
        return process
    }
}

extension String {
    fileprivate func range(of text: String) -> Range<String.Index>? {
        ranges(of: text).last
    }
}
