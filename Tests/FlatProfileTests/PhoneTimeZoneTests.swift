import FlatProfile
import TestSupport
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

    @Test(
        arguments: [
            (0, nil, "<+00>0"), (-8, nil, "<-08>8"), (14, nil, "<+14>-14"),
            (1, "start=3/-1/7/2;end=10/-1/7/3;save=1", "<+01>-1<+02>,M3.5.0,M10.5.0/3"),
            (-5, "start=3/8/7/2;end=11/1/7/2;save=1", "<-05>5<-04>,M3.2.0,M11.1.0"),
            (10, "start=10/1/7/2;end=4/1/7/3;save=0:30", "<+10>-10<+1030>-10:30,M10.1.0,M4.1.0/3"),
            (2, "start=3/1/0/0;end=12/-1/0/24;save=1", "<+02>-2<+03>,J60/0,J365/24"),
            (2, "start=3/22/4/2;end=9/15/6/2;save=0", "<+02>-2"),
        ] as [(Int, String?, String)])
    func saysItAsTheVariableTZ(standard: Int, rule: String?, text: String) {
        #expect(zone(standard, rule).posix == text)
    }

    @Test func saysHalfHours() {
        #expect(PhoneTimeZone(standardOffset: 19_800).posix == "<+0530>-5:30")
        #expect(PhoneTimeZone(standardOffset: -12_600).posix == "<-0330>3:30")
        #expect(PhoneTimeZone(standardOffset: 3601).posix == "<+010001>-1:00:01")
    }

    @Test(arguments: [
        "start=3/5/7/2;end=10/-1/7/2;save=1", "start=3/-2/7/2;end=10/-1/7/2;save=1",
        "start=2/-1/0/2;end=10/-1/7/2;save=1",
    ])
    func saysNothingWhereTheVariableCannotSayIt(rule: String) {
        #expect(zone(1, rule).posix == nil)
    }

    /// What the C library makes of the text is what the phone's own rule says.
    @Test(
        arguments: [
            "start=3/-1/7/2;end=10/-1/7/3;save=1", "start=10/1/7/2;end=4/1/7/3;save=1",
            "start=3/22/4/0;end=9/15/6/22:30;save=0:45", "start=3/1/0/0;end=12/-1/0/3;save=1",
        ])
    func theCLibraryReadsTheSame(rule: String) throws {
        let zone = zone(-3, rule)
        let text = try #require(zone.posix)
        let moments = stride(from: Int64(1_767_225_600), to: 1_830_297_600, by: 86_400 * 5 + 3571).map(\.self)
        let date = try ChildProcess(
            ["/bin/sh", "-c", #"for t in $MOMENTS; do date -d "@$t" +%z; done"#],
            environment: [
                "TZ": text, "MOMENTS": moments.map(String.init).joined(separator: " "), "PATH": "/usr/bin:/bin",
            ])
        let read = date.printedToTheEnd().split(separator: "\n").map { text -> Int in
            let digits = Int(text.dropFirst()) ?? 0
            return (text.hasPrefix("-") ? -1 : 1) * (digits / 100 * 3600 + digits % 100 * 60)
        }
        #expect(read == moments.map { zone.offset(at: Timestamp(unixSeconds: $0)) })
    }
}
