import FlatProfile
import Testing

@Suite struct PhoneTimeZoneTests {
    private func zone(_ hours: Int, _ rule: String? = nil) -> PhoneTimeZone {
        PhoneTimeZone(standardOffset: hours * 3600, daylightSaving: rule.flatMap { try? DaylightSavingRule($0) })
    }

    private let berlin = "start=3/-1/7/2;end=10/-1/7/3;save=1"
    private let sydney = "start=10/1/7/2;end=4/1/7/3;save=1"

    // Known moments of the Olson database.
    @Test(
        arguments: [
            // Berlin: 2026-03-29 01:00 UTC and 2026-10-25 01:00 UTC.
            (1, "berlin", 1_774_745_999, 1), (1, "berlin", 1_774_746_000, 2), (1, "berlin", 1_792_889_999, 2),
            (1, "berlin", 1_792_890_000, 1),
            // Sydney: 2026-04-04 16:00 UTC and 2026-10-03 16:00 UTC.
            (10, "sydney", 1_775_318_399, 11), (10, "sydney", 1_775_318_400, 10), (10, "sydney", 1_791_043_199, 10),
            (10, "sydney", 1_791_043_200, 11), (10, "sydney", 1_798_761_600, 11),
        ] as [(Int, String, Int64, Int)])
    func changesTheClockWhenTheWorldDoes(standard: Int, place: String, seconds: Int64, hours: Int) {
        let zone = zone(standard, place == "berlin" ? berlin : sydney)
        #expect(zone.offset(at: Timestamp(unixSeconds: seconds)) == hours * 3600)
    }

    @Test func findsTheNextTimeOfDay() {
        let midnight = Timestamp(unixSeconds: 1_772_323_200)
        #expect(zone(0).next(secondOfDay: 3600, after: midnight) == midnight + .seconds(3600))
        #expect(zone(0).next(secondOfDay: 0, after: midnight) == midnight + .seconds(86_400))
        #expect(zone(0).next(secondOfDay: 86_400, after: midnight) == midnight + .seconds(86_400))
        #expect(zone(-8).next(secondOfDay: 0, after: midnight) == midnight + .seconds(8 * 3600))
        #expect(zone(14).next(secondOfDay: 0, after: midnight) == midnight + .seconds(10 * 3600))
    }

    @Test func aTimeThatIsLeftOutCountsAnHourLater() {
        // 02:30 of 2026-03-29 does not exist in Berlin: 03:30 there is 01:30 UTC.
        let before = Timestamp(unixSeconds: 1_774_740_000)
        #expect(zone(1, berlin).next(secondOfDay: 9000, after: before) == Timestamp(unixSeconds: 1_774_747_800))
    }

    @Test func ofATimeThatComesTwiceTheFirstCounts() {
        // 02:30 of 2026-10-25 is 00:30 and 01:30 UTC.
        let before = Timestamp(unixSeconds: 1_792_884_000)
        let first = Timestamp(unixSeconds: 1_792_888_200)
        #expect(zone(1, berlin).next(secondOfDay: 9000, after: before) == first)
        #expect(zone(1, berlin).next(secondOfDay: 9000, after: first) == first + .seconds(25 * 3600))
    }

    @Test(
        arguments: [
            (["Time_Zone": "GMT-08:00"], -28_800), (["Time_Zone": "GMT"], 0), (["Time_Zone": "GMT+05:45"], 20_700),
            (["Time_Zone": "GMT+01:00", "Time_Offset__HH_mm_": "-01/30"], -1800),
            (["Time_Zone": "GMT", "Time_Offset__HH_mm_": "00/20/30"], 1230),
        ] as [([ParameterName: String], Int)])
    func readsTheParameters(values: [ParameterName: String], offset: Int) {
        let changes = values.map { ParameterChange($0.key, .set($0.value)) }
        let factory = Snapshot(catalogue: Catalogue.of(.standard))
        let snapshot = factory.applying(
            ChangeSet(changes, origin: .web(account: "admin")), at: Timestamp(unixSeconds: 0))?.snapshot
        #expect(PhoneTimeZone(snapshot ?? factory).standardOffset == offset)
    }

    @Test func daylightSavingCanBeSwitchedOff() {
        let factory = Snapshot(catalogue: Catalogue.of(.standard))
        #expect(PhoneTimeZone(factory).daylightSaving != nil)
        let set = ChangeSet(
            [ParameterChange("Daylight_Saving_Time_Enable", .set("No"))], origin: .web(account: "admin"))
        let off = factory.applying(set, at: Timestamp(unixSeconds: 0))?.snapshot ?? factory
        #expect(PhoneTimeZone(off).daylightSaving == nil)
    }
}
