internal import FlatProfile
internal import ProfileRules
internal import Spreadsheet

/// A job before it is made: everything about it is checked together, and either all is well or all faults are told.
public struct JobPlan: Sendable {
    /// The job.
    public let job: Job
    /// Its devices.
    public let devices: [Device]
    /// What is no fault and yet should be known: one sentence each.
    public let notes: [String]

    /// Checks a job with the devices of a list; without a list its devices come by scans.
    ///
    /// The columns are those of the list; which of them are secret follows also from what the template puts into secret parameters.
    public init(_ job: Job, list: DeviceList?) throws(JobFaults) {
        var job = job
        var devices: [Device] = []
        if let list {
            job.columns = list.columns
            devices = list.devices
        }
        let files: ProfileFiles
        do throws(ProfileFileError) {
            files = try ProfileFiles(job)
        } catch {
            throw JobFaults(error)
        }
        let models = Set(devices.map(\.model) + (job.defaultModel.map { [$0] } ?? []))
        let secrets = files.template.secretColumns(for: models)
        job.columns = job.columns.map { column in
            Column(column.title, isSecret: column.isSecret || secrets.contains(column.name))
        }
        try Self.checkScanning(job, files.template)
        try Self.checkProfiles(job, devices, files.template)
        try Self.checkNames(job, devices, files)
        self.job = job
        self.devices = devices
        notes = Self.notes(job, list, files.template)
    }

    private static func checkScanning(_ job: Job, _ template: Template) throws(JobFaults) {
        guard job.scanning.addsDevices else { return }
        let needed = template.neededColumns
        if !needed.isEmpty { throw JobFaults([.scanNeedsColumns(needed.map(\.text).sorted())]) }
    }

    private static func checkProfiles(
        _ job: Job, _ devices: [Device], _ template: Template
    ) throws(JobFaults) {
        var check = TemplateCheck(template, columns: job.columns, allowsOtherModels: job.allowsOtherModels)
        for device in devices { check.check(device) }
        // A job without devices is checked with one that nobody has.
        if devices.isEmpty, let model = job.defaultModel {
            check.check(Device(mac: MACAddress(bits: 1), serialNumber: "X", model: model))
        }
        if let faults = check.faults { throw JobFaults(faults.faults.map { .template($0) }, count: faults.count) }
    }

    /// Devices whose profiles differ must not find them under one name.
    private static func checkNames(
        _ job: Job, _ devices: [Device], _ files: ProfileFiles
    ) throws(JobFaults) {
        var owners: [String: (device: Device, profile: [UInt8])] = [:]
        do throws(ProfileFileError) {
            for device in devices.isEmpty ? samples(job) : devices {
                let names = try files.names(of: device)
                if let fault = directoryFault(names) { throw .name(fault, device.mac) }
                guard job.layout == .shared else { continue }
                for name in names {
                    guard let owner = owners[name] else {
                        owners[name] = (device, try files.profile(of: device))
                        continue
                    }
                    if try files.profile(of: device) != owner.profile {
                        throw .name(.shared(name, owner.device.mac, device.mac), device.mac)
                    }
                }
            }
            if let fault = directoryFault(Array(owners.keys)), let device = devices.first {
                throw .name(fault, device.mac)
            }
        } catch {
            throw JobFaults(error)
        }
    }

    private static func samples(_ job: Job) -> [Device] {
        [Device(mac: MACAddress(bits: 1), model: job.defaultModel ?? .standard)]
    }

    private static func directoryFault(_ names: [String]) -> FileNameFault? {
        guard names.count > 1 else { return nil }
        let all = Set(names)
        for name in names {
            var rest = name[...]
            while let slash = rest.lastIndex(of: "/") {
                rest = rest[..<slash]
                if all.contains(String(rest)) { return .directory(String(rest), of: name) }
            }
        }
        return nil
    }

    private static func notes(_ job: Job, _ list: DeviceList?, _ template: Template) -> [String] {
        var notes = template.warnings.map { "template: \($0)" }
        if let list, let place = list.guessedAt {
            notes.append(
                "devices: \(place): the list is not UTF-8 and was read as \(list.encoding); if names look wrong, name its encoding with --encoding"
            )
        }
        let unused = job.columns.filter { !template.neededColumns.contains($0.name) }.map(\.title)
        if !unused.isEmpty {
            notes.append("devices: the template does not use \(unused.map { quoted($0) }.joined(separator: ", "))")
        }
        return notes
    }
}

/// One fault of a job, and in which of its parts.
public enum JobFault: Hashable, Sendable, CustomStringConvertible {
    /// In its device list.
    case list(DeviceListFault)
    /// In its template, or in what a device makes of it.
    case template(TemplateFault)
    /// In its file names.
    case name(FileNameFault)
    /// In its delivery.
    case delivery(String)
    /// Devices that are added by scans have no values for these columns.
    case scanNeedsColumns([String])

    /// One sentence.
    public var description: String {
        switch self {
        case .list(let fault): "\(fault)"
        case .template(let fault): "\(fault)"
        case .name(let fault): "\(fault)"
        case .delivery(let sentence): sentence
        case .scanNeedsColumns(let names):
            "a scan can tell MAC, serial number and model only, and the template needs \(names.joined(separator: ", ")); "
                + "give the devices in a list, or take these places out of the template"
        }
    }
}

/// All faults of a job that is not made; of very many the first ones.
public struct JobFaults: Error, Hashable, Sendable {
    /// The faults.
    public var faults: [JobFault]
    /// How many there are, those that are not told included.
    public var count: Int

    /// These faults.
    public init(_ faults: [JobFault], count: Int? = nil) {
        self.faults = faults
        self.count = count ?? faults.count
    }

    /// What is wrong with a list.
    public init(_ faults: DeviceListFaults) {
        self.init(faults.faults.map { .list($0) }, count: faults.count)
    }

    init(_ error: ProfileFileError) {
        switch error {
        case .template(let faults): self.init(faults.faults.map { .template($0) }, count: faults.count)
        case .values(let fault): self.init([.template(fault)])
        case .name(let fault, _): self.init([.name(fault)])
        case .seal: self.init([.delivery("\(error)")])
        }
    }
}
