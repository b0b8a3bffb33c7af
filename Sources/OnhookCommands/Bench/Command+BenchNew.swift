internal import Bench
internal import FlatProfile
internal import PhoneService
internal import ProfileFormat
internal import ProfileRules
internal import Spreadsheet

extension Command {
    static let benchNew = Command(
        path: ["bench", "new"], operands: "JOB", summary: "make a job: a template and the devices that get it",
        details: """
            The template is a profile with {{column}} places. The devices come from a CSV with a header line; without --devices
            they come by scans. Everything is checked as a phone would check it, and with one fault nothing is made.

            A file name is a rule with macros: $MA.cfg, Cisco/$MA.cfg. Unless told otherwise devices find their profile as
            $PSN.xml, which is what a phone from the factory asks for, each below a root of its own (--layout by-mac).

            The key for --delivery aes256cbc and aes128gcm is the first one of these: the first line of --key-file, the variable
            ONHOOK_PROFILE_KEY, the first line of standard input.
            """,
        options: [
            .taking("FILE", "template", "the profile with {{column}} places; - is standard input"),
            .taking("FILE", "devices", "the list of devices, as CSV; - is standard input"),
            .taking("NAME", "encoding", "how the letters of the list are written, such as windows-1250"),
            .taking("COLUMN", "secret-column", "a column whose values are never shown; may be repeated"),
            .taking("RULE", "file-name", "where a device finds its profile; may be repeated"),
            .taking("WORD", "layout", "shared: one root for all; by-mac: a root for each device"),
            .taking("WORD", "delivery", "plain (default), gzip, aes256cbc or aes128gcm (RFC 8188)"),
            .taking("FILE", "key-file", "a file with the key in its first line"),
            .taking("KEY", "key", "is refused: keys do not stand on a command line"),
            .taking("NAME", "digest", "for aes256cbc: md5 (default) or sha256, as `openssl enc -md`"),
            .flag("gzip", "compress profiles before they are sealed"),
            .taking("PN", "model", "the model of devices for which the list names none"),
            .taking("V", "software-version", "the firmware of the devices, for $SWVER"),
            .flag("other-models", "allow parameters that only other models have"),
            .flag("scan-adds", "a scan may add devices that the list does not have"),
            .flag("scan-pairs", "the serial number that is scanned behind a MAC belongs to the same device"),
            .benchStore, .json,
        ]
    ) { (invocation) throws(CommandFailure) in
        let wish = try JobWish(invocation)
        let plan = try wish.plan()
        try await BenchCommand.with(invocation) { (store) throws(BenchStoreError) in
            try await store.create(plan.job, devices: plan.devices)
        }
        return wish.made(plan)
    }
}

/// What `bench new` is asked for.
private struct JobWish {
    let job: Job
    let list: DeviceList?
    private let invocation: Invocation
    private let listName: String

    init(_ invocation: Invocation) throws(CommandFailure) {
        self.invocation = invocation
        let arguments = invocation.arguments
        let name = try BenchCommand.jobName(invocation)
        guard let template = arguments["template"] else {
            throw .usage("--template is missing; it is a profile with {{column}} places")
        }
        let devices = arguments["devices"]
        listName = devices.map { SealingKey.name(of: $0) } ?? ""
        guard template != "-" || devices != "-" else {
            throw .usage("--template and --devices cannot both be standard input; give one of them as a file")
        }
        let layout = try Self.layout(arguments)
        let model = try BenchCommand.model(invocation)
        let inputIsTaken = template == "-" || devices == "-"
        let delivery = try Self.delivery(invocation, inputIsTaken: inputIsTaken)
        let names = arguments.all("file-name")
        var job = Job(
            name: name, created: BenchCommand.now(), author: BenchCommand.person(invocation),
            template: TemplateFile(
                name: SealingKey.name(of: template), bytes: try Self.template(template, invocation.console)),
            layout: layout ?? (names.isEmpty ? .byMAC : .shared), delivery: delivery,
            scanning: ScanPolicy(
                addsDevices: devices == nil || arguments.has("scan-adds"),
                pairsSerialNumbers: arguments.has("scan-pairs")), defaultModel: model,
            softwareVersion: arguments["software-version"], allowsOtherModels: arguments.has("other-models"))
        if !names.isEmpty { job.fileNames = names }
        self.job = job
        guard let devices else {
            list = nil
            return
        }
        let bytes = try InputFile.bytes(of: devices, invocation.console, limit: TableText.sizeLimit)
        let options = DeviceList.Options(
            defaultModel: model, encoding: arguments["encoding"],
            secretColumns: Set(arguments.all("secret-column").map { ColumnName($0) }))
        do throws(DeviceListFaults) {
            list = try DeviceList(bytes, options: options)
        } catch {
            throw Self.refusal(JobFaults(error), job, listName, invocation)
        }
    }

    /// The job, if nothing is wrong with it.
    func plan() throws(CommandFailure) -> JobPlan {
        do throws(JobFaults) {
            return try JobPlan(job, list: list)
        } catch {
            throw Self.refusal(error, job, listName, invocation)
        }
    }

    private static func template(_ file: String, _ console: Console) throws(CommandFailure) -> [UInt8] {
        let limit = ProfileLimits.standard.packedSize
        let bytes = try InputFile.bytes(of: file, console, limit: limit)
        guard bytes.count <= limit else {
            throw .failed(
                "\(SealingKey.name(of: file)) is larger than \(limit >> 20) MiB, which is more than a phone takes")
        }
        return bytes
    }

    private static func layout(_ arguments: Arguments) throws(CommandFailure) -> FileLayout? {
        guard let word = arguments["layout"] else { return nil }
        guard let layout = FileLayout(rawValue: word) else {
            throw .usage("--layout takes one of shared, by-mac, not \"\(word.prefix(40))\"")
        }
        return layout
    }

    private static func delivery(
        _ invocation: Invocation, inputIsTaken: Bool
    ) throws(CommandFailure) -> Delivery {
        let arguments = invocation.arguments
        guard arguments["key"] == nil else { throw SealingKey.refusal }
        let word = arguments["delivery"] ?? "plain"
        let scheme = SealScheme(rawValue: word)
        if scheme != .aes256cbc, arguments["digest"] != nil { throw .usage("--digest belongs to --delivery aes256cbc") }
        guard let scheme else {
            guard arguments["key-file"] == nil else {
                throw .usage("--key-file belongs to --delivery aes256cbc and aes128gcm")
            }
            switch word {
            case "plain": return arguments.has("gzip") ? .gzip : .plain
            case "gzip": return .gzip
            default:
                throw .usage(
                    "--delivery takes one of plain, gzip, aes256cbc, aes128gcm, not \"\(word.prefix(40))\"")
            }
        }
        let digest = try digest(arguments)
        let bytes = try SealingKey.bytes(invocation, inputIsTaken: inputIsTaken)
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .failed("the key is not UTF-8 text") }
        do throws(SealError) {
            _ = try ProfileKey(bytes, for: scheme)
        } catch {
            throw .failed("\(error)")
        }
        return .sealed(
            .init(scheme: scheme, digest: digest, isCompressed: arguments.has("gzip"), key: Secret(text)))
    }

    private static func digest(_ arguments: Arguments) throws(CommandFailure) -> KeyDigest {
        guard let word = arguments["digest"] else { return .sealing }
        guard let digest = KeyDigest(rawValue: word) else {
            throw .usage("--digest takes one of md5, sha256, not \"\(word.prefix(40))\"")
        }
        return digest
    }

    // MARK: Answers

    func made(_ plan: JobPlan) -> ExitStatus {
        if invocation.arguments.has("json") {
            let record = JobRecord(
                plan.job, states: [.waiting: plan.devices.count], runs: [], notes: plan.notes)
            invocation.console.line(String(decoding: RecordCoding.encode(record), as: UTF8.self))
            return .done
        }
        for note in plan.notes { invocation.console.complain("onhook: note: \(note)\n") }
        invocation.console.line(
            "job \(job.name) made with \(plan.devices.count == 1 ? "1 device" : "\(plan.devices.count) devices")")
        return .done
    }

    /// Tells all faults, one a line, each behind the file in which it is; the last sentence says what came of the job.
    private static func refusal(
        _ faults: JobFaults, _ job: Job, _ list: String, _ invocation: Invocation
    ) -> CommandFailure {
        if invocation.arguments.has("json") {
            invocation.console.line(String(decoding: RecordCoding.encode(FaultsRecord(faults)), as: UTF8.self))
        }
        for fault in faults.faults {
            let file: String? =
                switch fault {
                case .list: list
                case .template: job.template.name
                case .name, .delivery, .scanNeedsColumns: nil
                }
            invocation.console.complain("onhook: \(file.map { "\($0): " } ?? "")\(fault)\n")
        }
        let rest = faults.count - faults.faults.count
        return .failed(
            "job \(job.name) was not made: there \(faults.count == 1 ? "is 1 fault" : "are \(faults.count) faults")"
                + (rest > 0 ? ", \(rest) of which are not listed" : ""))
    }
}
