import Notation
import Testing

@testable import Fleet

@Suite struct MeasuresTests {
    @Test(arguments: [
        ("250ms", 0.25), ("90s", 90), ("5m", 300), ("5min", 300), ("1h30m", 5400), ("2d", 172_800), ("1.5s", 1.5),
        ("1 h", 3600),
    ])
    func timesAreRead(text: String, seconds: Double) {
        #expect(Amounts.duration(text)?.inSeconds == seconds)
    }

    @Test(arguments: ["", "5", "s", "-5s", "5x", "5s5", "1e9s", "1..5s", "999999999999d", "٣s"])
    func whatIsNoTimeIsNone(text: String) {
        #expect(Amounts.duration(text) == nil)
    }

    @Test(arguments: [("2 kB/s", 2000), ("512B/s", 512), ("1.5 MB/s", 1_500_000)])
    func ratesAreRead(text: String, rate: Int) {
        #expect(Amounts.rate(text) == rate)
    }

    @Test(arguments: ["0 B/s", "-1 kB/s", "2 kB", "fast", "1e40 MB/s"])
    func whatIsNoRateIsNone(text: String) {
        #expect(Amounts.rate(text) == nil)
    }

    @Test func percentilesAreWithinFourPercent() {
        var histogram = Histogram()
        for value in 1...10_000 { histogram.add(value) }
        for (part, value) in [(0.5, 5000.0), (0.9, 9000), (0.99, 9900)] {
            #expect(abs(Double(histogram.percentile(part)) - value) < value * 0.07)
        }
        #expect(histogram.percentile(1) == 10_000)
        #expect(histogram.largest == 10_000)
        #expect(histogram.mean == 5000)
        #expect(Histogram().percentile(0.99) == 0)
    }

    @Test func oddLatenciesFindAPlace() {
        var histogram = Histogram()
        for value in [0, -5, 1, 2, 3, 15, 16, 17, Int(UInt32.max)] { histogram.add(value) }
        #expect(histogram.count == 9)
        #expect(histogram.percentile(1) == Int(UInt32.max))
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("10.1.2.3", true), ("172.31.0.1", true), ("192.168.1.1", true), ("169.254.1.1", true),
        ("100.64.0.1", true), ("::1", true), ("fd00::1", true), ("fe80::1", true), ("::ffff:10.0.0.1", true),
        ("8.8.8.8", false), ("172.32.0.1", false), ("192.169.1.1", false), ("100.128.0.1", false), ("11.0.0.1", false),
        ("2001:db8::1", false), ("::ffff:8.8.8.8", false), ("::2", false), ("0.0.0.0", false), ("", false),
        ("example.com", false), ("127.1", false), ("0177.0.0.1", false),
    ])
    func onlyPrivateAddressesAreAsked(address: String, isPermitted: Bool) {
        #expect(Destinations().permits(address: address) == isPermitted)
        #expect(Destinations(allowing: ["8.8.8.8", "Example.COM"]).permits(address: "8.8.8.8"))
        #expect(Destinations(allowing: ["Example.COM"]).names("example.com"))
    }

    @Test(arguments: [
        ("http://a.example/x", ["a.example"]), ("[--key x]https://u:p@b.example:8443/$MA.xml", ["b.example"]),
        ("($A eq 1)? http://[2001:db8::1]:80/x | tftp://c.example", ["2001:db8::1", "c.example"]), ("/$MA.xml", []),
    ])
    func theServersOfARuleAreFound(rule: String, hosts: [String]) {
        #expect(FleetRun.hosts(in: rule) == hosts)
    }

    @Test func neighboursWithOneSeedHaveNothingInCommon() {
        let seeds = (0..<1000).map { SeededGenerator.seed(1, of: $0) }
        #expect(Set(seeds).count == 1000)
        #expect(SeededGenerator.seed(1, of: 5) == SeededGenerator.seed(1, of: 5))
        #expect(SeededGenerator.seed(1, of: 5) != SeededGenerator.seed(2, of: 5))
    }

    @Test func whatIsWrittenIntoAPageIsEscaped() {
        var page = Markup()
        page.element("p", [("class", "\"><script>")], text: "<b>&\u{0}\u{1b}")
        #expect(page.text == "<p class=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt;&amp;\u{fffd}\u{fffd}</p>")
    }

    @Test func theAxisOfAChartEndsAtARoundNumber() {
        #expect([0, 0.3, 1, 3, 7, 9, 123, 10_000].map { Chart.ceiling($0) } == [4, 0.4, 1, 4, 8, 10, 200, 10_000])
    }

    @Test func aLongRunHasFewSlices() {
        var tally = FleetTally(phones: 1)
        for second in 0..<5000 { tally.start(at: .seconds(second)) }
        #expect(tally.slices.count <= 720)
        #expect(tally.slices.reduce(0) { $0 + $1.started } == 5000)
        #expect(tally.sliceSeconds == 8)
    }
}
