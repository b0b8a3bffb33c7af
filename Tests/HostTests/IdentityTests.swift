import FlatProfile
import Testing

@testable import Host

struct HostIdentityTests {
    @Test(arguments: [
        ("6821", "sip6821.12-0-7MPP0201-66"), ("6841", "sip68xx.12-0-7MPP0201-66"),
        ("7841", "sip78xx.12-0-7MPP0201-66"),
        ("7832", "sip7832.12-0-7MPP0201-66"), ("8841", "sip88xx.12-0-7MPP0201-66"),
        ("8865", "sip8845_65.12-0-7MPP0201-66"),
        ("8832", "sip8832.12-0-7MPP0201-66"),
    ])
    func namesTheLoadOfAModel(number: String, expected: String) throws {
        #expect(HostIdentity.softwareVersion(of: try #require(Model(named: number))) == expected)
    }

    @Test func thisMachineIsTheSamePhoneEachTime() {
        let identity = HostIdentity.standard()
        #expect(identity == HostIdentity.standard())
        #expect(identity.mac.bits != 0 && identity.model == .standard)
        #expect(identity.serialNumber == HostIdentity.serialNumber(for: identity.mac))
    }

    @Test func phonesWithNeighbouringAddressesHaveNumbersOfTheirOwn() throws {
        let first = try #require(MACAddress("000e08aabbcc"))
        #expect(HostIdentity.serialNumber(for: first) == "ONH1R4ANEYC")
        let numbers = Set((0..<1000).map { HostIdentity.serialNumber(for: MACAddress(bits: first.bits + $0)) })
        #expect(numbers.count == 1000)
    }

    @Test(arguments: ["", "a", "3d1219c7c4c5404aaa1f6d2a48adfda4", "onhook"])
    func aMadeUpAddressIsLocallyAdministeredAndOfOneStation(seed: String) {
        let address = HostIdentity.madeUpAddress(from: seed.utf8)
        #expect(address == HostIdentity.madeUpAddress(from: seed.utf8))
        #expect(address.bits >> 40 & 0x03 == 0x02)
    }
}

struct RebootHistoryTests {
    private func history(_ count: Int) -> RebootHistory {
        var history = RebootHistory()
        for second in 0..<count {
            history.rebooted(
                at: Timestamp(unixSeconds: Int64(second)), because: RebootHistory.Reason.allCases[second % 7])
        }
        return history
    }

    @Test func keepsTheLastFiveNewestFirst() {
        #expect(history(8).entries.map(\.time.unixSeconds) == [7, 6, 5, 4, 3])
        #expect(history(8).entries.map(\.reason.rawValue).first == "Upgrade")
    }

    @Test func comesBackAsItWasWritten() {
        for count in 0...6 { #expect(RebootHistory(parsing: history(count).serialized) == history(count)) }
        #expect(history(2).serialized == "1000 Provisioning\n0 Upgrade\n")
    }

    @Test(arguments: ["", "x Upgrade", "5", "5 Nonsense", "99999999999999999999 Upgrade", "\u{0}\n \n"])
    func passesOverLinesThatItCannotHaveWritten(text: String) {
        #expect(RebootHistory(parsing: text) == RebootHistory())
    }

    @Test func showsTheTimeAndTheReason() {
        let entry = RebootHistory.Entry(time: Timestamp(unixSeconds: 1_407_910_358), reason: .userTriggered)
        let time = LocalTime(entry.time, offset: 0)
        #expect(entry.line(in: time) == "[08/13/14 06:12:38] User Triggered")
        #expect(entry.compactLine(in: time) == "[08/13/14 06:12:38]User Triggered")
    }
}

struct CallStateTests {
    @Test func tellsTheStateAndThenItsChanges() async {
        let source = CallStateSource()
        var states = source.states().makeAsyncIterator()
        #expect(await states.next() == .idle)
        source.set(.idle)
        source.set(.busy)
        #expect(await states.next() == .busy)
        #expect(source.current == .busy)
    }

    @Test func whoIsSlowGetsTheNewestState() async {
        let source = CallStateSource(.busy)
        var states = source.states().makeAsyncIterator()
        source.set(.idle)
        source.set(.busy)
        source.set(.idle)
        #expect(await states.next() == .idle)
    }

    @Test func theStatesEndWithTheirSource() async {
        var source: CallStateSource? = CallStateSource()
        guard let states = source?.states() else { return }
        source = nil
        var heard: [CallState] = []
        for await state in states { heard.append(state) }
        #expect(heard == [.idle])
    }
}
