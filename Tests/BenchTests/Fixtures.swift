import Bench
import FlatProfile
import Foundation
import Glibc
import ProfileRules
import TestSupport
import Testing

let noon = Timestamp(unixSeconds: 1_795_176_000)

func job(
    _ name: String = "floor-2",
    template: String = "<flat-profile>\n<Station_Name>{{name}}</Station_Name>\n</flat-profile>\n",
    columns: [Column] = [Column("Name")], fileNames: [String] = ["$MA.cfg"], layout: FileLayout = .shared,
    delivery: Delivery = .plain, scanning: ScanPolicy = ScanPolicy(), model: Model? = .standard
) -> Job {
    Job(
        name: jobNamed(name), created: noon, author: "anna",
        template: TemplateFile(name: "profile.xml", bytes: Array(template.utf8)), columns: columns,
        fileNames: fileNames, layout: layout, delivery: delivery, scanning: scanning, defaultModel: model)
}

func device(
    _ number: UInt64, _ values: String..., serial: String = "", model: Model = .standard, line: Int? = nil
) -> Device {
    Device(
        mac: MACAddress(bits: 0x000e_0800_0000 + number), serialNumber: serial, model: model,
        values: values.map { Secret($0) }, origin: line.map { .list(line: $0) } ?? .page)
}

func mac(_ text: String) -> MACAddress {
    guard let mac = MACAddress(text) else { preconditionFailure("no MAC address: \(text)") }
    return mac
}

func jobNamed(_ text: String) -> JobName {
    guard let name = JobName(text) else { preconditionFailure("no name of a job: \(text)") }
    return name
}

func list(_ text: String, model: Model? = nil) throws -> DeviceList {
    try DeviceList(Array(text.utf8), options: .init(defaultModel: model))
}

/// The sentences of a list that is refused.
func faults(_ text: String, model: Model? = nil) -> [String] {
    do {
        _ = try list(text, model: model)
        return []
    } catch let error as DeviceListFaults {
        return error.faults.map(\.description)
    } catch {
        return ["\(error)"]
    }
}

extension String {
    /// One line that ends without a full stop.
    var isOneSentence: Bool { !contains("\n") && !hasSuffix(".") && !isEmpty }
}

/// A bench in a directory of its own.
struct TemporaryBench {
    let directory: TemporaryDirectory
    var path: String { directory.path + "/bench" }

    init() throws { directory = try TemporaryDirectory() }

    func open() async throws -> SQLiteBenchStore { try await SQLiteBenchStore.open(directory: path) }

    func mode(_ name: String) -> UInt32 {
        var status = stat()
        return lstat(path + name, &status) == 0 ? status.st_mode & 0o7777 : 0
    }
}
