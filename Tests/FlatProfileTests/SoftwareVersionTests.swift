import Testing

@testable import FlatProfile

@Suite struct SoftwareVersionTests {
    @Test(arguments: [
        ("sip88xx.11-2-3MPP-256", "sip88xx.11-3-1MPP-110"),
        ("sip88xx.11-3-2MPP0001-609", "sip88xx.11-3-2MPP0002-256"),
        ("sip88xx.9-3-1-7MPP-BN", "sip88xx.11-0-0MPP-BN"),
        ("sip88xx.11-3-2MPP0001-598.loads", "sip88xx.11-3-2MPP0001-609"),
        ("sip88xx.11-3-2MPP0001-609", "sip88xx.12.0.2MPP0001.116"),
        ("7.5.2", "7.5.2b"), ("7.5.2a", "7.5.2b"), ("7.5.2b", "7.5.5"), ("7.5.2b", "7.5.10"), ("1.0.33", "2.0.6"),
        ("11-1-0MPP", "11-1-0MPP0401-002"), ("11-1-0MPP", "11-1-0MPP-2"), ("11-1-0MPP-BN", "11-1-0MPP-1"),
        ("1.88.1", "2.0.1"),
    ])
    func ordersVersions(older: String, newer: String) throws {
        let (older, newer) = (try SoftwareVersion(older), try SoftwareVersion(newer))
        #expect(older < newer)
        #expect(!(newer < older))
        #expect(try older.compared(to: newer) == -1)
        #expect(try newer.compared(to: older) == 1)
    }

    @Test(arguments: [
        ("sip88xx.11-3-2MPP0001-598.loads", "sip8845_65.11-3-2MPP0001-598.loads"),
        ("sip88xx.11-3-2MPP0001-609", "sip88xx.11-3-2MPP0001-609.LOADS"),
        ("sip88xx.12.0.2MPP0001.116", "sip88xx.12-0-2MPP0001-116"),
        ("sip8845_65.12-0-2MPP0001-20230510-156252b771", "sip8845_65.12-0-2MPP0001-20230510"),
        ("ATA19x.11-1-0MPP", "11-1-0MPP"), ("2.0.06", "2.0.6"), ("7.5.2B", "7.5.2b"),
    ])
    func ignoresModelSuffixAndSpelling(left: String, right: String) throws {
        let (left, right) = (try SoftwareVersion(left), try SoftwareVersion(right))
        #expect(left == right)
        #expect(left.hashValue == right.hashValue)
        #expect(try left.compared(to: right) == 0)
    }

    @Test(arguments: [
        ("11.0.0", "sip88xx.11-0-0MPP-1"), ("sip88xx.12-0-7MPP0201-66", "7.5.2b"), ("2.0.6", "11-1-0MPP"),
    ])
    func refusesToCompareFormats(left: String, right: String) throws {
        let (left, right) = (try SoftwareVersion(left), try SoftwareVersion(right))
        #expect(throws: SoftwareVersionError.differentFormats) { try left.compared(to: right) }
    }

    @Test(arguments: [
        "", ".", "-", "12", "abc", "sip88xx", "sip88xx.", "sip88xx.MPP-1", "1..2", "1.2.", "1.2 3", "1.2é", ".loads",
        "99999999999999999999.1", "1.1.3.5_004p",
    ])
    func refusesWhatIsNoVersion(text: String) {
        #expect(throws: SoftwareVersionError.notAVersion) { try SoftwareVersion(text) }
    }

    @Test(arguments: [
        ("sip88xx.12-0-7MPP0201-66", "12.0.7"), ("sip88xx.11-0-0MPP-7", "11.0"),
        ("sip88xx.12.0.2MPP0001.116", "12.0.2"),
        ("sip88xx.11-0-1MPP-312.loads", "11.0.1"), ("7.5.2b", "7.5.2"), ("2.0.6", "2.0.6"),
        ("sip88xx.9-3-1-7MPP-BN", "9.3.1"), ("sip8845_65.0104-MPP-9875dev", "104"),
    ])
    func namesTheRelease(text: String, release: String) throws {
        #expect(try SoftwareVersion(text).release == release)
    }
}
