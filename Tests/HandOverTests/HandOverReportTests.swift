import Bench
import FlatProfile
import Foundation
import PhoneService
import ProfileRules
import Testing

@testable import HandOver

private let floor: JobName = {
    guard let name = JobName("floor-2") else { preconditionFailure("no name of a job") }
    return name
}()

@Suite struct HandOverReportTests {
    private static let template = """
        <flat-profile>
          <Station_Name>{{name}}</Station_Name>
          <User_ID_1_>{{extension}}</User_ID_1_>
          <Password_1_>{{password}}</Password_1_>
          <GPP_SA>fixed-secret</GPP_SA>
          <Profile_Rule>[--key hunter-two --uid anna] https://anna:hunter-two@provisioning.example.com/$MA.xml</Profile_Rule>
        </flat-profile>
        """

    private func job(_ delivery: Delivery = .plain, template: String = Self.template) -> Job {
        Job(
            name: floor, created: Timestamp(unixSeconds: 0), author: "anna",
            template: TemplateFile(name: "profile.xml", bytes: Array(template.utf8)),
            columns: [Column("Name"), Column("Extension"), Column("Password", isSecret: true)], delivery: delivery)
    }

    private func device(_ number: Int, name: String = "Bob", password: String = "jeW9") -> Device {
        Device(
            number: number, mac: MACAddress(bits: 0x000e_08aa_bb00 + UInt64(number)),
            serialNumber: "FCH2305DMH\(number)",
            model: .standard, values: [Secret(name), Secret("100\(number)"), Secret(password)])
    }

    private func report(_ devices: [Device], _ events: [BenchEvent] = [], job: Job? = nil) -> HandOverReport {
        HandOverReport(
            job ?? self.job(), devices: devices, events: events, at: Timestamp(unixSeconds: 86_400), by: "bert")
    }

    private func all(_ report: HandOverReport) -> String {
        report.html + report.csv + String(decoding: report.json(), as: UTF8.self)
    }

    @Test func itTellsWhatHappenedToEachDevice() {
        let mac = device(1).mac
        let times = (0..<7).map { Timestamp(unixSeconds: 3600 + $0 * 60) }
        let events = [
            BenchEvent(.scanned, at: times[0], device: mac, actor: "anna"),
            BenchEvent(.fetched, at: times[1], device: mac, peer: "192.168.1.7"),
            BenchEvent(.fetched, at: times[2], device: mac, peer: "192.168.1.7"),
            BenchEvent(.labelled, at: times[3], device: mac, actor: "anna", text: "label made"),
            BenchEvent(.rehearsed, at: times[4], device: mac, actor: "w1", isGood: false, text: "404"),
            BenchEvent(.rehearsed, at: times[5], device: mac, actor: "w1", isGood: true, text: "came up"),
            BenchEvent(.undone, at: times[6], device: mac, actor: "anna"),
        ]
        let row = report([device(1), device(2)], events).devices[0]
        #expect(row.mac == "00:0e:08:aa:bb:01" && row.serial_number == "FCH2305DMH1" && row.name == "Bob")
        #expect(row.state == "rehearsed" && row.fetches == 2)
        #expect(row.scanned == nil)
        #expect(row.fetched == .init(at: times[2].iso8601, by: "192.168.1.7", good: true, text: ""))
        #expect(row.labelled?.by == "anna")
        #expect(row.rehearsed == .init(at: times[5].iso8601, by: "w1", good: true, text: "came up"))
        let other = report([device(1), device(2)], events).devices[1]
        #expect(other.state == "waiting" && other.rehearsed == nil)
        #expect(report([device(1), device(2)], events).states == ["rehearsed": 1, "waiting": 1])
    }

    @Test func noSecretIsInAnyForm() {
        let text = all(report([device(1, password: "jeW9-secret")]))
        for secret in ["jeW9", "fixed-secret", "hunter-two"] { #expect(!text.contains(secret)) }
    }

    @Test func theChecksumTellsProfilesApartAndSaysNothingOfSecrets() throws {
        let checksum = { (device: Device, job: Job) in
            try #require(report([device], job: job).devices[0].profile_checksum)
        }
        let first = try checksum(device(1), job())
        #expect(first.count == 64)
        #expect(try checksum(device(1, password: "other"), job()) == first)
        #expect(try checksum(device(1), job(.gzip)) == first)
        #expect(try checksum(device(1), job(template: Self.template + "\n<!-- later -->")) == first)
        #expect(try checksum(device(1, name: "Ann"), job()) != first)
        let other = Self.template.replacingOccurrences(of: "fixed-secret", with: "another")
        #expect(try checksum(device(1), job(template: other)) == first)
        let files = try ProfileFiles(job())
        let shown = try ShownProfile(of: device(1), files: files)
        #expect(
            shown.text == """
                Station_Name\t\tBob
                User_ID_1_\t\t1001
                Password_1_\t\t********
                GPP_SA\t\t********
                Profile_Rule\t\t[--key ******** --uid ********] https://********@provisioning.example.com/$MA.xml

                """)
    }

    @Test func aDeviceWithoutAProfileSaysWhy() {
        let template = "<flat-profile><Station_Name>{{nobody}}</Station_Name></flat-profile>"
        let row = report([device(1)], job: job(template: template)).devices[0]
        #expect(row.profile_checksum == nil)
        #expect(row.profile_fault?.contains("the devices have no column nobody") == true)
    }

    @Test func hostileTextsStayTexts() {
        let evil = "<img src=x onerror=alert(1)>"
        let events = [
            BenchEvent(
                .rehearsed, at: Timestamp(unixSeconds: 1), device: device(1).mac, isGood: false,
                text: "=HYPERLINK(1)\(evil)")
        ]
        let report = report([device(1, name: evil), device(2, name: "@SUM(1;2)")], events)
        #expect(!report.html.contains("<img") && !report.html.contains("<script"))
        #expect(report.html.contains("&lt;img src=x onerror=alert(1)&gt;"))
        #expect(report.csv.contains(",'=HYPERLINK(1)") && report.csv.contains(",\"'@SUM(1;2)\","))
    }
}
