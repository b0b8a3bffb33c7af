import Bench
import FlatProfile
import ProfileRules
import Rehearsal
import TestSupport

let noon = Timestamp(unixSeconds: 1_795_176_000)

let floor: JobName = {
    guard let name = JobName("floor-2") else { preconditionFailure("no name of a job") }
    return name
}()

/// A profile of those values, in their order.
func profile(_ values: KeyValuePairs<String, String>) -> String {
    "<flat-profile>\n" + values.map { "<\($0)>\($1)</\($0)>\n" }.joined() + "</flat-profile>\n"
}

/// A job of three columns, the last one secret.
func job(
    _ template: String, delivery: Delivery = .plain, fileNames: [String] = [Job.factoryFileName],
    layout: FileLayout = .byMAC
) -> Job {
    Job(
        name: floor, created: noon, author: "anna",
        template: TemplateFile(name: "profile.xml", bytes: Array(template.utf8)),
        columns: [Column("Name"), Column("Extension"), Column("SIP Password", isSecret: true)], fileNames: fileNames,
        layout: layout, delivery: delivery)
}

func device(_ number: Int, name: String = "Bob", model: Model = .standard) -> Device {
    Device(
        number: number, mac: MACAddress(bits: 0x000e_08aa_0000 + UInt64(number)),
        serialNumber: "FCH2305D\(1000 + number)",
        model: model, values: [Secret(name), Secret("\(1000 + number)"), Secret("geheim-\(number)")])
}

/// The template of the guide: everything at the bench, and the address of the server at the customer's.
func template(port: UInt16) -> String {
    profile([
        "Station_Name": "{{name}}", "User_ID_1_": "{{extension}}", "Password_1_": "{{sip password}}",
        "Profile_Rule": "http://127.0.0.1:\(port)/$MA.xml",
    ])
}

/// Lets one device play.
func rehearse(
    _ job: Job, _ device: Device = device(1), allowing hosts: [String] = [],
    _ change: (inout RehearsalPlan) throws -> Void = { _ in }
) async throws -> RehearsalRecord {
    var plan = try RehearsalPlan(job)
    try change(&plan)
    let stage = try RehearsalStage(plan, devices: [device], allowing: hosts)
    let record = await stage.rehearse(device)
    await stage.close()
    return record
}
