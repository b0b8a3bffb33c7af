internal import BarCodes
internal import Bench
internal import FlatProfile
internal import Glibc
internal import HandOver
internal import Host

extension Command {
    static let benchLabels = Command(
        path: ["bench", "labels"], operands: "JOB",
        summary: "labels with QR and bar codes of MAC, serial number and name",
        details: """
            A page to print (html), or a picture of each label (svg). The page goes to standard output or into --output FILE, the pictures
            go into --output DIR; one device's picture may go to standard output too. Printing the page into a file makes the PDF.
            Sheets: \(LabelSheet.named.map { "\($0.name) (\($0.note))" }.joined(separator: "; ")); or WxHmm for a roll, such as 62x29mm.
            """,
        options: [
            .devicesOfJob, .taking("html|svg", "format", "a page to print, or pictures (default html)"),
            .taking("SHEET", "sheet", "how labels lie on the paper (default 3x8)"),
            .taking("N", "used", "how many labels of the first sheet are gone already"),
            .taking("FILE|DIR", "output", "where to write"), .benchStore,
        ]
    ) { (invocation) throws(CommandFailure) in
        let wish = try LabelWish(invocation)
        let person = BenchCommand.person(invocation)
        let (job, devices) = try await BenchCommand.with(invocation) { (store) throws(BenchStoreError) in
            let job = try await store.job(wish.job)
            return (job, try await BenchSelection.devices(wish.addresses, of: wish.job, in: store))
        }
        try wish.write(devices, of: job, invocation.console)
        let now = BenchCommand.now()
        let events = devices.map { device in
            BenchEvent(
                .labelled, at: now, device: device.mac, actor: person, subject: wish.sheet.name, text: "label made")
        }
        _ = try await BenchCommand.with(invocation) { (store) throws(BenchStoreError) in
            try await store.append(events, to: wish.job)
        }
        return .done
    }
}

/// What `bench labels` is asked for.
private struct LabelWish {
    enum Format: String { case html, svg }

    let job: JobName
    let addresses: [MACAddress]
    let sheet: LabelSheet
    private let format: Format
    private let output: String?
    private let used: Int

    init(_ invocation: Invocation) throws(CommandFailure) {
        let arguments = invocation.arguments
        job = try BenchCommand.jobName(invocation)
        addresses = try BenchSelection.addresses(invocation)
        let word = arguments["format"] ?? Format.html.rawValue
        guard let format = Format(rawValue: word) else {
            guard word != "pdf" else {
                throw .usage("--format takes html or svg; print the page into a file for a PDF")
            }
            throw .usage("--format takes one of html, svg, not \"\(word.prefix(40))\"")
        }
        self.format = format
        let name = arguments["sheet"] ?? LabelSheet.standard.name
        guard let sheet = LabelSheet(name) else {
            throw .usage(
                "--sheet is \"\(name.prefix(40))\"; there are \(LabelSheet.named.map(\.name).joined(separator: ", ")), "
                    + "and the label of a roll as 62x29mm (20 to 300 wide, 12 to 300 high)")
        }
        self.sheet = sheet
        let number = arguments["used"] ?? "0"
        guard let used = Int(number), 0..<sheet.count ~= used else {
            throw .usage(
                "--used is \"\(number.prefix(40))\"; the sheet has \(sheet.count) labels, so 0 to \(sheet.count - 1)")
        }
        self.used = used
        output = arguments["output"]
        guard format == .html || output != nil || addresses.count == 1 else {
            throw .usage("--output DIR is missing: each label is a picture of its own")
        }
    }

    /// Writes them all.
    func write(_ devices: [Device], of job: Job, _ console: Console) throws(CommandFailure) {
        guard !devices.isEmpty else { throw .failed("job \(job.name) has no devices yet, so there are no labels") }
        let labels = devices.map { Label(of: $0, in: job) }
        guard format == .html else { return try writePictures(labels, console) }
        let page: String
        do throws(BarCodeError) {
            page = try LabelPages.html(labels, on: sheet, job: job.name.text, used: used)
        } catch {
            throw .failed("\(error)")
        }
        guard let output else { return console.write(page) }
        try BenchOutput.save(page, to: output)
        console.line("\(Self.count(labels.count)) written to \(output)")
    }

    private func writePictures(_ labels: [Label], _ console: Console) throws(CommandFailure) {
        defer { console.showProgress?("") }
        if let output, mkdir(output, 0o755) != 0, errno != EEXIST {
            throw .failed("\(LogText.line(output)) cannot be made: \(String(cString: strerror(errno)))")
        }
        for (index, label) in labels.enumerated() {
            let picture: String
            do throws(BarCodeError) {
                picture = try LabelPages.svg(label, on: sheet)
            } catch {
                throw .failed("device \(label.mac): \(error)")
            }
            guard let output else { return console.write(picture) }
            try BenchOutput.save(picture, to: "\(output)/\(label.macText.lowercased()).svg")
            BenchCommand.showProgress(index + 1, of: labels.count, "labels written", console)
        }
        if let output { console.line("\(Self.count(labels.count)) written below \(output)") }
    }

    private static func count(_ number: Int) -> String { number == 1 ? "1 label" : "\(number) labels" }
}
