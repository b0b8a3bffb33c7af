internal import Bench
internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import ProfileFormat
internal import ProfileRules
internal import Spreadsheet

/// What somebody typed into the form for a new job.
struct JobForm: Sendable, Equatable {
    /// The fields; the raw values are their names.
    enum Field: String, Sendable, CaseIterable {
        case name, template, devices, encoding, model
        case fileNames = "file_names"
        case layout, delivery, key, digest
        case isCompressed = "compressed"
        case scanAdds = "scan_adds"
        case scanPairs = "scan_pairs"
        case secretColumns = "secret_columns"
        case softwareVersion = "software_version"
        case otherModels = "other_models"

        /// What stands beside it.
        var label: String {
            switch self {
            case .name: "Name"
            case .template: "Template"
            case .devices: "Devices"
            case .encoding: "Encoding of the list"
            case .model: "Model"
            case .fileNames: "File names"
            case .layout: "Layout"
            case .delivery: "Delivery"
            case .key: "Key"
            case .digest: "Digest"
            case .isCompressed: "Compress before sealing"
            case .scanAdds: "Scans may add devices that the list does not have"
            case .scanPairs: "A serial number behind a MAC belongs to the same device"
            case .secretColumns: "Secret columns"
            case .softwareVersion: "Firmware of the devices"
            case .otherModels: "Allow parameters that only other models have"
            }
        }
    }

    /// One thing that is wrong, beside its field.
    struct Fault: Error, Sendable, Equatable {
        var field: Field
        var sentence: String
    }

    /// All that is wrong.
    struct Faults: Error, Sendable, Equatable {
        var faults: [Fault]
        /// How many there are, those that are not told included.
        var count: Int

        init(_ faults: [Fault], count: Int? = nil) {
            self.faults = faults
            self.count = count ?? faults.count
        }
    }

    /// What was typed, by field; never the key.
    private(set) var texts: [Field: String] = [:]
    /// What was switched on.
    private(set) var isOn: Set<Field> = []

    /// A form in which nothing was typed yet.
    init() {}

    init(_ items: FormItems) {
        for field in Field.allCases where field != .key {
            switch field {
            case .isCompressed, .scanAdds, .scanPairs, .otherModels:
                if items[field.rawValue] != nil { isOn.insert(field) }
            case .template, .devices: break
            default: texts[field] = items[field.rawValue] ?? ""
            }
        }
    }

    subscript(field: Field) -> String {
        String((texts[field] ?? "").drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }

    /// The job with its devices, if nothing is wrong.
    func plan(_ items: FormItems, at time: Timestamp, by author: String) throws(Faults) -> JobPlan {
        var faults: [Fault] = []
        func fault(_ field: Field, _ sentence: String) { faults.append(Fault(field: field, sentence: sentence)) }
        let name = JobName(self[.name])
        if name == nil {
            fault(.name, "The name has up to 64 small letters, digits, - and _, such as floor-2.")
        }
        let template = file(.template, items)
        if template == nil { fault(.template, "Choose a file.") }
        if let template, template.bytes.count > ProfileLimits.standard.packedSize {
            fault(
                .template,
                "The file is larger than \(Phrase.size(ProfileLimits.standard.packedSize)), which is more than a phone takes."
            )
        }
        let model = self[.model].isEmpty ? nil : ModelText.read(self[.model])
        if model == nil, !self[.model].isEmpty { fault(.model, "There is no such model.") }
        var delivery = Delivery.plain
        do throws(Fault) { delivery = try self.delivery(items) } catch { faults.append(error) }
        guard faults.isEmpty, let name, let template else { throw Faults(faults) }
        let list = try list(items, model)
        let names = self[.fileNames].split(whereSeparator: \.isNewline).map { String($0) }
            .filter { !$0.allSatisfy(\.isWhitespace) }
        var job = Job(
            name: name, created: time, author: author,
            template: TemplateFile(name: shownName(template.name), bytes: template.bytes),
            layout: FileLayout(rawValue: self[.layout]) ?? (names.isEmpty ? .byMAC : .shared), delivery: delivery,
            scanning: ScanPolicy(
                addsDevices: list == nil || isOn.contains(.scanAdds), pairsSerialNumbers: isOn.contains(.scanPairs)),
            defaultModel: model, softwareVersion: self[.softwareVersion].isEmpty ? nil : self[.softwareVersion],
            allowsOtherModels: isOn.contains(.otherModels))
        if !names.isEmpty { job.fileNames = names }
        do throws(JobFaults) {
            return try JobPlan(job, list: list)
        } catch {
            throw Faults(error)
        }
    }

    private func file(_ field: Field, _ items: FormItems) -> FormItem.File? {
        guard let file = items.file(field.rawValue), !(file.name.isEmpty && file.bytes.isEmpty) else { return nil }
        return file
    }

    /// A browser may send a path, or anything.
    private func shownName(_ name: String) -> String {
        let last = name.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
        let fit = last.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7f }.prefix(80)
        return fit.isEmpty ? "template.xml" : String(String.UnicodeScalarView(fit))
    }

    private func list(_ items: FormItems, _ model: Model?) throws(Faults) -> DeviceList? {
        guard let file = file(.devices, items) else { return nil }
        let secrets = self[.secretColumns].split { $0 == "," || $0 == ";" || $0.isNewline }.map { ColumnName($0) }
        let options = DeviceList.Options(
            defaultModel: model, encoding: self[.encoding].isEmpty ? nil : self[.encoding],
            secretColumns: Set(secrets.filter { !$0.isEmpty }))
        do throws(DeviceListFaults) {
            return try DeviceList(file.bytes, options: options)
        } catch {
            throw Faults(JobFaults(error))
        }
    }

    private func delivery(_ items: FormItems) throws(Fault) -> Delivery {
        let word = self[.delivery]
        guard let scheme = SealScheme(rawValue: word) else {
            switch word {
            case "", "plain": return .plain
            case "gzip": return .gzip
            default: throw Fault(field: .delivery, sentence: "There is no such delivery.")
            }
        }
        let key = items[Field.key.rawValue] ?? ""
        guard !key.isEmpty else { throw Fault(field: .key, sentence: "Sealing needs a key.") }
        do throws(SealError) {
            _ = try ProfileKey(key.utf8, for: scheme)
        } catch {
            throw Fault(field: .key, sentence: Phrase.sentence("\(error)"))
        }
        return .sealed(
            .init(
                scheme: scheme, digest: KeyDigest(rawValue: self[.digest]) ?? .sealing,
                isCompressed: isOn.contains(.isCompressed), key: Secret(key)))
    }
}

extension JobForm.Faults {
    /// What is wrong with a job, beside the fields that it came from.
    init(_ faults: JobFaults) {
        self.init(
            faults.faults.map { fault in
                let field: JobForm.Field =
                    switch fault {
                    case .list: .devices
                    case .template, .scanNeedsColumns: .template
                    case .name: .fileNames
                    case .delivery: .delivery
                    }
                return JobForm.Fault(field: field, sentence: Phrase.sentence("\(fault)"))
            }, count: faults.count)
    }
}
