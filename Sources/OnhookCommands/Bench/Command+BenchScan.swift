internal import Bench
internal import PhoneService

extension Command {
    static let benchScan = Command(
        path: ["bench", "scan"], operands: "JOB", summary: "take what a bar code scanner types, line by line",
        details: """
            Each line of standard input is a scan, and is answered by a line: what counts is on the disk then. A line `undo` takes
            the last scan that counted back. The end of the input (Ctrl-D) ends the command.
            """,
        options: [.benchStore, .json]
    ) { (invocation) throws(CommandFailure) in
        let name = try BenchCommand.jobName(invocation)
        let person = BenchCommand.person(invocation)
        let console = invocation.console
        let isJSON = invocation.arguments.has("json")
        let scans = ScanInput(console: console)
        try await BenchCommand.with(invocation) { (store) throws(BenchStoreError) in
            let clerk = try await ScanClerk(store, job: name, by: person)
            while let line = await scans.next() {
                let isUndo = line.lowercased().filter { !$0.isWhitespace } == "undo"
                let now = BenchCommand.now()
                let answer = try await isUndo ? clerk.undo(at: now) : clerk.scan(line, at: now)
                if isJSON {
                    let record = ScanRecord(answer, await clerk.counts)
                    console.line(String(decoding: RecordCoding.encode(record), as: UTF8.self))
                } else {
                    console.line("\(answer.outcome.rawValue): \(answer.text)")
                }
            }
        }
        if let failure = await scans.failure { throw failure }
        return .done
    }
}

/// The lines that a scanner types; empty ones are none.
private actor ScanInput {
    private let console: Console
    private(set) var failure: CommandFailure?

    init(console: Console) {
        self.console = console
    }

    func next() async -> String? {
        do throws(CommandFailure) {
            while let line = try await console.nextLine(ScanText.longest + 1) {
                let text = String(decoding: line, as: UTF8.self)
                if !text.allSatisfy(\.isWhitespace) { return text }
            }
        } catch {
            failure = error
        }
        return nil
    }
}
