import HTTPServer
import Testing

@testable import Pages
@testable import WebUI

@Suite struct LoginThrottleTests {
    private let start = ContinuousClock.now

    private func key(_ address: String, _ account: String = "admin") -> LoginThrottle.Key {
        .init(peer: .address(address, port: 4711), account: account)
    }

    /// A throttle that has seen that many failures at the start.
    private func throttle(_ failures: Int, of key: LoginThrottle.Key) -> LoginThrottle {
        var throttle = LoginThrottle()
        for _ in 0..<failures { _ = throttle.begin(key, at: start) }
        for _ in 0..<failures { throttle.failed(key, at: start) }
        return throttle
    }

    @Test func typingErrorsCostNothing() {
        let key = key("192.0.2.1")
        var throttle = throttle(4, of: key)
        #expect(throttle.begin(key, at: start) == nil)
    }

    @Test func eachFurtherFailureDoublesTheWait() {
        let key = key("192.0.2.1")
        var throttle = LoginThrottle()
        var now = start
        var waits: [Duration] = []
        for _ in 0..<20 {
            if let wait = throttle.begin(key, at: now) {
                waits.append(wait)
                now += wait
                #expect(throttle.begin(key, at: now) == nil)
            }
            throttle.failed(key, at: now)
        }
        #expect(waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300, 300, 300].map { .seconds($0) })
    }

    @Test func manyAtOnceAreJudgedOneAfterTheOther() {
        let key = key("192.0.2.1")
        var throttle = throttle(5, of: key)
        let later = start + .seconds(10)
        #expect(throttle.begin(key, at: later) == nil)
        for _ in 0..<100 { #expect(throttle.begin(key, at: later) == .seconds(1)) }
        throttle.failed(key, at: later)
        #expect(throttle.begin(key, at: later) == .seconds(2))
    }

    @Test func aScriptThatKnowsThePasswordMayAskManyTimesAtOnce() {
        let key = key("192.0.2.1")
        var throttle = LoginThrottle()
        for _ in 0..<100 { #expect(throttle.begin(key, at: start) == nil) }
        for _ in 0..<100 { throttle.succeeded(key) }
        #expect(throttle.begin(key, at: start) == nil)
    }

    @Test func whatCouldNotBeJudgedIsNoFailure() {
        let key = key("192.0.2.1")
        var throttle = LoginThrottle()
        for _ in 0..<50 {
            #expect(throttle.begin(key, at: start) == nil)
            throttle.withdrawn(key)
        }
    }

    @Test func aSuccessForgetsTheFailuresOfItsAccountOnly() {
        let admin = key("192.0.2.1", "admin")
        let user = key("192.0.2.1", "user")
        var throttle = throttle(5, of: admin)
        #expect(throttle.begin(user, at: start) == nil)
        throttle.succeeded(user)
        #expect(throttle.begin(admin, at: start) == .seconds(1))
    }

    @Test func namesThatAreNoAccountAreCountedTogether() {
        var throttle = throttle(5, of: key("192.0.2.1", "root"))
        #expect(throttle.begin(key("192.0.2.1", "toor"), at: start) == .seconds(1))
        #expect(throttle.begin(key("192.0.2.1", "admin"), at: start) == nil)
    }

    @Test(arguments: [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true), ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
        ("2001:db8::1", "2001:db8::2", true), ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
    ])
    func anIPv6NetworkIsOneGuest(first: String, second: String, isSame: Bool) {
        #expect((key(first) == key(second)) == isSame)
    }

    @Test func forgetsAfterAnHour() {
        let key = key("192.0.2.1")
        var throttle = throttle(9, of: key)
        for _ in 0..<4 {
            #expect(throttle.begin(key, at: start + .seconds(3601)) == nil)
            throttle.failed(key, at: start + .seconds(3601))
        }
    }

    @Test func remembersNoMoreAddressesThanItsLimit() {
        var throttle = LoginThrottle()
        for number in 0..<(LoginThrottle.limit + 100) {
            let key = key("10.\(number >> 16).\(number >> 8 & 255).\(number & 255)")
            #expect(throttle.begin(key, at: start + .milliseconds(number)) == nil)
            throttle.failed(key, at: start + .milliseconds(number))
        }
        #expect(throttle.count == LoginThrottle.limit)
    }
}
