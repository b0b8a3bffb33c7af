import Dispatch
import Foundation
import Glibc
import Threading

/// Programs of this package, which the package manager puts beside the tests.
package enum BuiltProgram {
    /// The absolute path of a program.
    package static func path(of name: String) throws -> String {
        var own = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &own, own.count)
        guard count > 0 else { throw TestSupportError("the test's own program cannot be found: errno \(errno)") }
        let bundle = String(decoding: own[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
        let path = bundle.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/" + name
        guard access(path, X_OK) == 0 else {
            throw TestSupportError("\(path) is missing: build it with `swift build --build-tests`")
        }
        return path
    }
}

/// A run of `onhook` that has come to its end.
package struct OnhookRun: Sendable {
    /// The exit status; 124 if it did not end in time, 128 and the signal if one ended it.
    package let status: Int
    /// What it wrote on standard output.
    package let output: String
    /// What it wrote on standard error.
    package let errors: String

    /// Runs a command to its end, for at most so many seconds; does not block the calling thread.
    package init(
        _ arguments: [String], input: String = "", environment: [String: String] = [:], within seconds: Int = 60
    ) async throws {
        let program = try BuiltProgram.path(of: "onhook")
        self = try await BlockingThread.value {
            let files = try TemporaryDirectory()
            try files.write(input, to: "input")
            let script = #"timeout -k 2 \#(seconds) "$@" <"$FILES/input" >"$FILES/output" 2>"$FILES/errors"; echo "$?""#
            let process = try ChildProcess(
                ["/bin/sh", "-c", script, "sh", program] + arguments,
                environment: environment.merging(["FILES": files.path]) { $1 })
            let status = process.printedToTheEnd()
            return try OnhookRun(
                status: Int(status.trimmingCharacters(in: .whitespacesAndNewlines)) ?? -1,
                output: String(decoding: files.read("output"), as: UTF8.self),
                errors: String(decoding: files.read("errors"), as: UTF8.self))
        }
    }

    private init(status: Int, output: String, errors: String) {
        self.status = status
        self.output = output
        self.errors = errors
    }
}

/// `onhook serve` as a real process on a free port of loopback. It dies with this object, and also when the tests end in any way.
package final class DaemonProcess: Sendable {
    /// The port of the web utility.
    package let port: UInt16
    /// The daemon's process.
    package let process: Int32
    private let output = Output()

    /// The address of a page: `daemon.url("/status")`.
    package func url(_ path: String = "/") -> String { "\(scheme)://127.0.0.1:\(port)\(path)" }

    /// `http`, or `https` when it is started so.
    package let scheme: String

    /// Starts a daemon and returns when it is ready.
    ///
    /// - Parameter state: Its state directory, or `:memory:`.
    /// - Parameter options: More options of `serve`.
    /// - Parameter wrapper: A command that makes itself into the daemon, whose words follow it: `unshare -m sh -c '…; exec "$@"' sh`.
    package init(
        state: String, options: [String] = [], environment: [String: String] = [:], wrapper: [String] = [],
        within seconds: Int = 30
    ) async throws {
        let program = try BuiltProgram.path(of: "onhook")
        let child = try ChildProcess(
            [
                "/bin/sh", "-c", #""$@" & echo "onhook-test-pid:$!"; wait "$!"; echo "onhook-test-status:$?""#, "sh",
            ] + wrapper + [program, "serve", "--listen", "127.0.0.1:0", "--state", state] + options,
            environment: environment)
        BlockingThread.start { [output] in
            while let piece = child.printedNext() { output.append(piece) }
            output.finish()
        }
        let start = try await output.line(with: "onhook-test-pid:", within: seconds)
        guard let process = Int32(start.dropFirst("onhook-test-pid:".count)) else {
            throw TestSupportError("the daemon has no number: \(start)")
        }
        self.process = process
        do {
            let ready = try await output.line(with: "onhook: listening on http", within: seconds)
            port = ready.split(separator: ":").last.flatMap { UInt16($0) } ?? 0
            scheme = ready.contains("https://") ? "https" : "http"
        } catch {
            // `deinit` is not called for what was never whole.
            if output.status == nil { kill(process, SIGKILL) }
            throw error
        }
    }

    deinit { if output.status == nil { kill(process, SIGKILL) } }

    /// What the daemon has written up to now, to either stream.
    package var printed: String { output.text }

    /// Waits for a line with that text, which may have been written already; throws when the daemon ends or the time is over.
    @discardableResult
    package func line(with text: String, within seconds: Int = 30) async throws -> String {
        try await output.line(with: text, within: seconds)
    }

    /// Whether the daemon runs.
    package var isRunning: Bool { kill(process, 0) == 0 && output.status == nil }

    /// Ends the daemon by a signal; its exit status (128 and the signal if that killed it). Throws if it does not end in time.
    @discardableResult
    package func end(by signal: Int32 = SIGTERM, within seconds: Int = 30) async throws -> Int {
        kill(process, signal)
        let line = try await output.line(with: "onhook-test-status:", within: seconds)
        return Int(line.dropFirst("onhook-test-status:".count)) ?? -1
    }
}

/// What a daemon prints, and those who wait for something of it.
private final class Output: Sendable {
    private struct State {
        var text = ""
        var isOver = false
        var lastWaiter = 0
        var waiters: [Int: (text: String, continuation: CheckedContinuation<String?, Never>)] = [:]
    }

    private let state = Locked(State())

    var text: String { state.withLock { $0.text } }

    var status: Int? {
        Self.line(with: "onhook-test-status:", in: text).flatMap { Int($0.dropFirst("onhook-test-status:".count)) }
    }

    func append(_ piece: String) {
        let served = state.withLock { state in
            state.text += piece
            let served = state.waiters.compactMap { number, waiter in
                Self.line(with: waiter.text, in: state.text).map { (number, waiter.continuation, $0) }
            }
            for (number, _, _) in served { state.waiters[number] = nil }
            return served
        }
        for (_, continuation, line) in served { continuation.resume(returning: line) }
    }

    func finish() {
        let left = state.withLock { state in
            state.isOver = true
            defer { state.waiters = [:] }
            return state.waiters.values.map(\.continuation)
        }
        for continuation in left { continuation.resume(returning: nil) }
    }

    func line(with text: String, within seconds: Int) async throws -> String {
        let line = await withCheckedContinuation { (continuation: CheckedContinuation<String?, Never>) in
            let (known, waiter): (String??, Int) = state.withLock { state in
                if let line = Self.line(with: text, in: state.text) { return (.some(line), 0) }
                if state.isOver { return (.some(nil), 0) }
                state.lastWaiter += 1
                state.waiters[state.lastWaiter] = (text, continuation)
                return (nil, state.lastWaiter)
            }
            if let known { return continuation.resume(returning: known) }
            DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds)) { [state] in
                state.withLock { $0.waiters.removeValue(forKey: waiter) }?.continuation.resume(returning: nil)
            }
        }
        guard let line else {
            throw TestSupportError("the daemon did not print \"\(text)\" within \(seconds) s, but: \(self.text)")
        }
        return line
    }

    /// Only whole lines count.
    private static func line(with text: String, in printed: String) -> String? {
        printed.split(separator: "\n", omittingEmptySubsequences: false).dropLast().first { $0.contains(text) }
            .map(String.init)
    }
}
