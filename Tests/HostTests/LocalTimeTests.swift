import FlatProfile
import Testing

@testable import Host

struct LocalTimeTests {
    /// 2014-08-13 06:12:38 UTC.
    let moment = Timestamp(unixSeconds: 1_407_910_358)

    @Test func writesTheFormsOfThePhone() {
        let time = LocalTime(moment, offset: 0)
        #expect(time.slashed == "08/13/2014 06:12:38")
        #expect(time.bracketed == "[08/13/14 06:12:38]")
        #expect(time.spoken == "08/13/14 6:12:38 a.m.")
        #expect(time.syslog == "Aug 13 06:12:38")
        #expect(time.iso8601 == "2014-08-13T06:12:38Z")
    }

    @Test(arguments: [
        (7200, "2014-08-13T08:12:38+02:00"), (-25_200, "2014-08-12T23:12:38-07:00"),
        (20_700, "2014-08-13T11:57:38+05:45"),
    ])
    func showsTheOffsetOfAnotherZone(offset: Int, expected: String) {
        #expect(LocalTime(moment, offset: offset).iso8601 == expected)
    }

    @Test(arguments: [
        (0, "08/13/14 12:00:00 a.m."), (43_199, "08/13/14 11:59:59 a.m."), (43_200, "08/13/14 12:00:00 p.m."),
        (46_800, "08/13/14 1:00:00 p.m."),
    ])
    func countsHoursTwiceToTwelve(second: Int64, expected: String) {
        #expect(LocalTime(Timestamp(unixSeconds: 1_407_888_000 + second), offset: 0).spoken == expected)
    }

    @Test func padsTheDayOfSyslogWithABlank() {
        #expect(LocalTime(Timestamp(unixSeconds: 1_407_046_358), offset: 0).syslog == "Aug  3 06:12:38")
    }

    @Test(arguments: [Int64.min, -62_135_596_801, -1, 253_402_300_800, .max])
    func survivesAnyMoment(milliseconds: Int64) {
        for time in [
            LocalTime(Timestamp(unixMilliseconds: milliseconds)),
            LocalTime(Timestamp(unixMilliseconds: milliseconds), offset: .max),
        ] {
            #expect((1...12).contains(time.month) && time.slashed.utf8.count == 19)
        }
    }

    @Test func theZoneOfTheMachineIsAnOffset() {
        let time = LocalTime(moment)
        #expect(time == LocalTime(moment, offset: time.offset))
    }

    @Test(arguments: [
        (0, "00:00:00"), (81_545, "22:39:05"), (86_400, "1 day, 00:00:00"), (612_782, "7 days, 02:13:02"),
        (-5, "00:00:00"),
        (8_640_000, "100 days, 00:00:00"),
    ])
    func writesElapsedTime(seconds: Int64, expected: String) {
        #expect(ElapsedTime(.seconds(seconds)).description == expected)
    }

    @Test func theClocksOfTheMachineMoveForward() {
        let clock = SystemClock()
        let (up, now) = (clock.uptime(), clock.now())
        #expect(clock.uptime() >= up && up > .zero)
        #expect(now > Timestamp(unixSeconds: 1_700_000_000))
        #expect(clock.bootID()?.utf8.count == 36)
    }
}
