package import Bench
package import FlatProfile
import ProfileRules

package let noon = Timestamp(unixSeconds: 1_795_176_000)

package func job(
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

package func device(
    _ number: UInt64, _ values: String..., serial: String = "", model: Model = .standard, line: Int? = nil
) -> Device {
    Device(
        mac: MACAddress(bits: 0x000e_0800_0000 + number), serialNumber: serial, model: model,
        values: values.map { Secret($0) }, origin: line.map { .list(line: $0) } ?? .page)
}

package func mac(_ text: String) -> MACAddress {
    guard let mac = MACAddress(text) else { preconditionFailure("no MAC address: \(text)") }
    return mac
}

package func jobNamed(_ text: String) -> JobName {
    guard let name = JobName(text) else { preconditionFailure("no name of a job: \(text)") }
    return name
}
