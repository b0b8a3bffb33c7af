internal import Bench
internal import HandOver

extension Command {
    static let benchReport = Command(
        path: ["bench", "report"], operands: "JOB",
        summary: "the report for the customer: devices, checksums, when, by whom",
        details: """
            A page to print (html), or the same as json or csv; to standard output, or into --output FILE. No secret is in it: the checksum
            of a profile is made with secrets masked.
            """,
        options: [
            .devicesOfJob, .taking("html|json|csv", "format", "the form of the report (default html)"),
            .flag("json", "the same as --format json"), .taking("FILE", "output", "where to write"), .benchStore,
        ]
    ) { (invocation) throws(CommandFailure) in
        let name = try BenchCommand.jobName(invocation)
        let addresses = try BenchSelection.addresses(invocation)
        let word = invocation.arguments["format"] ?? (invocation.arguments.has("json") ? "json" : "html")
        guard ["html", "json", "csv"].contains(word) else {
            throw .usage("--format takes one of html, json, csv, not \"\(word.prefix(40))\"")
        }
        let person = BenchCommand.person(invocation)
        let report = try await BenchCommand.with(invocation) { (store) throws(BenchStoreError) in
            HandOverReport(
                try await store.job(name), devices: try await BenchSelection.devices(addresses, of: name, in: store),
                events: try await BenchSelection.events(of: name, in: store), at: BenchCommand.now(), by: person)
        }
        let text =
            switch word {
            case "json": String(decoding: report.json(), as: UTF8.self) + "\n"
            case "csv": report.csv
            default: report.html
            }
        guard let output = invocation.arguments["output"] else {
            invocation.console.write(text)
            return .done
        }
        try BenchOutput.save(text, to: output)
        invocation.console.line("report of \(name) written to \(output)")
        return .done
    }
}
