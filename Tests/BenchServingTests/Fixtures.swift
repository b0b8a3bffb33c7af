import Bench
import FlatProfile
import ProfileRules
import Testing

@testable import BenchServing

let noon = Timestamp(unixSeconds: 1_795_176_000)

func mac(_ number: UInt64) -> MACAddress { MACAddress(bits: 0x000e_08aa_bb00 + number) }

/// A job whose template fills a name and a password.
func job(
    layout: FileLayout = .byMAC, fileNames: [String] = ["$PSN.xml"], delivery: Delivery = .plain
) throws -> Job {
    let template = """
        <flat-profile>
        <Station_Name>{{name}}</Station_Name>
        <Password_1_>{{password}}</Password_1_>
        <Display_Name_1_>{{pin}}</Display_Name_1_>
        <Resync_Periodic>86400</Resync_Periodic>
        <DND_Serv>No</DND_Serv>
        </flat-profile>

        """
    return Job(
        name: try name("floor-2"), created: noon, author: "anna",
        template: TemplateFile(name: "profile.xml", bytes: Array(template.utf8)),
        columns: [Column("Name"), Column("Password", isSecret: true), Column("PIN", isSecret: true)],
        fileNames: fileNames, layout: layout, delivery: delivery, defaultModel: .standard)
}

func device(_ number: UInt64, serial: String = "") -> Device {
    Device(
        number: Int(number), mac: mac(number), serialNumber: serial, model: .standard,
        values: [Secret("Phone \(number)"), Secret("geheim-\(number)"), Secret("pin-\(number)")])
}

func book(_ job: Job, devices: ClosedRange<UInt64> = 1...3) throws -> RequestBook {
    var register = DeviceRegister(try ProfileFiles(job))
    for number in devices { register.set(device(number, serial: "FCH2305DMH\(number)")) }
    return RequestBook(register)
}

func name(_ text: String) throws -> JobName { try #require(JobName(text)) }
