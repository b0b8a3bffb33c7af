import Bench
import BenchFixtures
import FlatProfile
import ProfileRules
import Testing

@Suite struct DeviceTests {
    @Test(arguments: [
        ("Display Name", "display_name"), ("display-name", "display_name"), ("DISPLAY__NAME ", "display_name"),
        ("Straße 2", "straße_2"), ("S/N", "s_n"), (" – ", ""), ("", ""),
    ])
    func comparesColumnsByLettersAndDigits(written: String, text: String) {
        #expect(ColumnName(written).text == text)
        #expect(ColumnName(written).isEmpty == text.isEmpty)
    }

    @Test func showsNoSecretValue() throws {
        let columns = [Column("Name"), Column("SIP password", isSecret: true)]
        let device = Device(
            mac: try #require(MACAddress("000e08aabbcc")), model: .standard, values: [Secret("Anna"), Secret("s3cret")])
        #expect(device.name(in: columns) == "Anna")
        #expect(device.shownValue(of: ColumnName("sip_password"), in: columns) == "********")
        #expect(device.value(of: ColumnName("sip-password"), in: columns)?.reveal() == "s3cret")
        #expect(device.value(of: ColumnName("room"), in: columns) == nil)
        #expect(!"\(device)".contains("s3cret"))
    }

    @Test func followsFromItsEvents() {
        func event(_ kind: BenchEvent.Kind, isGood: Bool = true) -> BenchEvent {
            BenchEvent(kind, at: Timestamp(unixSeconds: 0), isGood: isGood)
        }
        #expect(DeviceProgress().state == .waiting)
        let states = [BenchEvent.Kind.fetched, .fetched, .wrongFile, .refused, .fetched, .reported, .rehearsed]
        var progress = DeviceProgress()
        var seen: [DeviceState] = []
        for kind in states {
            progress.happened(event(kind))
            seen.append(progress.state)
        }
        #expect(seen == [.fetched, .fetchedAgain, .wrongFile, .refused, .fetchedAgain, .reported, .rehearsed])
        #expect(progress.fetches == 3 && progress.isProven == true)
        progress.happened(event(.reported, isGood: false))
        #expect(progress.isProven == false)
        #expect(DeviceProgress(of: [event(.scanned), event(.undone)]).isScanned == false)
    }

    @Test(arguments: ["", "a/b", "-x", ".", "..", "übung", "a b", String(repeating: "a", count: 65), "a\u{0}"])
    func refusesWhatIsNoNameOfAJob(text: String) {
        #expect(JobName(text) == nil)
    }

    @Test(arguments: ["floor-2", "2026-11", "a", "Acme.West_1"]) func takesNamesOfJobs(text: String) {
        #expect(JobName(text)?.text == text)
    }
}
