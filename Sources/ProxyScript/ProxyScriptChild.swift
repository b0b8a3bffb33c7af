private import Confinement
private import Glibc
private import Threading
public import Transfer

/// The parent's side: runs a proxy script in a process of its own, for at most two seconds and with little memory. The engine inside of
/// libpacparser is old, can loop for ever and cannot be trusted with a hostile script.
public struct ProxyScriptChild: Sendable {
    /// The program and the arguments that come first.
    public var command: [String]
    /// How long a script may run, the start of the process included.
    public var limit: Duration
    /// What `myIpAddress()` says; nil lets the host's name decide.
    public var ownAddress: String?

    static let longestScript = ProxyFinder.longestScript
    private static let longestAnswer = 16384

    /// This program itself, with the hidden command.
    public init(ownAddress: String? = nil) {
        self.init(command: ["/proc/self/exe", ProxyScriptProgram.word], ownAddress: ownAddress)
    }

    /// Another program that does what `ProxyScriptProgram` does.
    public init(command: [String], limit: Duration = .seconds(2), ownAddress: String? = nil) {
        self.command = command
        self.limit = limit
        self.ownAddress = ownAddress
    }

    /// What a `ProxyFinder` asks.
    public var evaluator: ProxyFinder.Evaluator {
        { question in await evaluate(question) }
    }

    /// Runs the script, on a thread of its own.
    public func evaluate(_ question: ProxyFinder.Question) async -> Result<String, ProxyScriptFailure> {
        guard question.script.count <= Self.longestScript else {
            return .failure(.tooLong(limit: Self.longestScript))
        }
        guard !question.script.contains(0) else { return .failure(.notText) }
        return await withCheckedContinuation { continuation in
            do throws(ThreadError) {
                try BlockingThread.start(named: "proxy script") { continuation.resume(returning: run(question)) }
            } catch {
                continuation.resume(returning: .failure(.couldNotRun(String(cString: strerror(error.number)))))
            }
        }
    }

    private func run(_ question: ProxyFinder.Question) -> Result<String, ProxyScriptFailure> {
        let deadline = MonotonicTime.now + limit
        let child: ConfinedChild
        do throws(ConfinementError) {
            child = try ConfinedChild(command + [question.url, question.host] + (ownAddress.map { [$0] } ?? []))
        } catch {
            return .failure(.couldNotRun(error.sentence))
        }
        let isSent = child.send(question.script, until: deadline)
        let output = isSent ? child.readToTheEnd(atMost: Self.longestAnswer, until: deadline) : nil
        return result(child.end(by: output == nil ? nil : deadline), output)
    }

    private func result(_ status: Int32, _ output: [UInt8]?) -> Result<String, ProxyScriptFailure> {
        let text = String(decoding: output ?? [], as: UTF8.self)
        switch (ConfinedChild.signal(in: status), ConfinedChild.exitStatus(in: status)) {
        // Ours, or the child's own clock.
        case (SIGKILL?, _), (SIGALRM?, _), (SIGXCPU?, _): return .failure(.timedOut(after: limit))
        case (let signal?, _): return .failure(.crashed(signal: signal))
        case (nil, ProxyScriptProgram.Status.answered.rawValue?): return .success(text)
        case (nil, ProxyScriptProgram.Status.failed.rawValue?):
            return .failure(
                text.contains("out of memory")
                    ? .outOfMemory(limit: ProxyScriptProgram.memory) : .failed(Self.plain(text)))
        case (nil, let number): return .failure(.couldNotRun(text.isEmpty ? "exit status \(number ?? -1)" : text))
        }
    }

    /// The engine's words in one line, without the library's own names for where it was.
    private static func plain(_ words: String) -> String {
        let line = words.split(whereSeparator: \.isWhitespace).filter { word in
            word != "JSERROR:" && word != "NULL:0:" && !(word.hasPrefix("pacparser") && word.hasSuffix(":"))
        }.joined(separator: " ")
        return line.isEmpty ? "it gave no reason" : String(line.prefix(300))
    }
}
