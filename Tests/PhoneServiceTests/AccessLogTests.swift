import FlatProfile
import Testing
import Threading

@testable import PhoneService

@Suite struct AccessLogTests {
    private static func at(_ second: Int64) -> Timestamp { Timestamp(unixSeconds: 1_700_000_000 + second) }

    @Test func ofOneKindFromOnePlaceSoManyLinesAreWrittenInAWhile() {
        var limiter = LineLimiter()
        func admits(_ second: Int64, _ key: String = "a") -> Int? {
            limiter.admits(key, at: Self.at(second), 2, in: .seconds(60))
        }
        #expect([admits(0), admits(1), admits(2), admits(59)] == [0, 0, nil, nil])
        #expect(admits(3, "b") == 0, "another place has lines of its own")
        #expect([admits(60), admits(61), admits(62)] == [2, 0, nil], "two were left out before")
    }

    @Test func aClockThatIsSetBackIsNoReasonForSilence() {
        var limiter = LineLimiter()
        func admits(_ second: Int64) -> Int? { limiter.admits("a", at: Self.at(second), 1, in: .seconds(60)) }
        #expect([admits(1000), admits(10)] == [0, 0])
    }

    @Test func aThousandPlacesCostNoMemory() {
        var limiter = LineLimiter()
        for place in 0..<1000 { _ = limiter.admits("\(place)", at: Self.at(Int64(place)), 1, in: .seconds(60)) }
        #expect(limiter.count == LineLimiter.limit)
    }

    /// Whoever chooses names, addresses and paths forges no line, hides no part of one and floods none.
    @Test(arguments: ["x\nlogged in: admin", "x\r\u{202e}y", String(repeating: "é", count: 5000), "\u{1b}[2J"])
    func whatComesFromOutsideIsAShortPartOfALine(text: String) async throws {
        let phone = try await PhoneBench()
        phone.service.note(.administratorOnly, of: text, from: text, asking: "GET", "/\(text)?secret=\(text)")
        await phone.service.remember(loginOf: text, succeeded: false, from: text, isLasting: true)
        let lines = phone.log.withLock { $0 }.filter { $0.hasPrefix("refused") || $0.hasPrefix("login failed") }
        #expect(lines.count == 2)
        #expect(lines.allSatisfy { $0.utf8.count < 300 && !$0.contains("secret") })
        #expect(lines.joined().unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 0x202e })
        #expect(lines[0].hasPrefix("refused somebody from "), "what is no account is not named")
    }
}
