import TestSupport
import Testing

@testable import Provisioning

@Suite struct ArbiterTests {
    private typealias Decision = Arbiter<ManualClock.Instant>.Verdict

    private func at(_ seconds: Int) -> ManualClock.Instant { .init(offset: .seconds(seconds)) }

    private func decide(
        _ wishes: [(Concern, Int, Wish<ManualClock.Instant>.Patience)], isBusy: Bool = false, at now: Int
    ) -> Decision {
        Arbiter(isBusy: isBusy).decide(
            wishes.map { ($0.0, Wish(at: at($0.1), patience: $0.2)) }, at: at(now))
    }

    @Test func nobodyWantsAnything() {
        #expect(decide([], at: 0) == .rest)
    }

    @Test func waitsForTheFirstThatWillBeDue() {
        #expect(decide([(.report, 9, .none), (.resync, 5, .none)], at: 0) == .wait(until: at(5)))
    }

    @Test func whoeverHasBeenDueLongestBegins() {
        #expect(decide([(.resync, 5, .none), (.report, 4, .none)], at: 6) == .begin(.report))
    }

    @Test func trustComesFirstAndReportsLastWhenAllAreDueAtOnce() {
        var concerns: Set<Concern> = Set(Concern.allCases)
        var order: [Concern] = []
        while case .begin(let next) = decide(concerns.map { ($0, 0, .none) }, at: 0) {
            order.append(next)
            concerns.remove(next)
        }
        #expect(order == [.customAuthority, .customization, .resync, .upgrade, .report])
    }

    @Test func anUpgradeNeverBeginsDuringACall() {
        #expect(decide([(.upgrade, 0, .untilIdle)], isBusy: true, at: 1_000_000) == .rest)
        #expect(decide([(.upgrade, 0, .untilIdle)], at: 1) == .begin(.upgrade))
    }

    @Test func aResyncWaitsForTheEndOfACallNoLongerThanItHasPatience() {
        #expect(decide([(.resync, 10, .upTo(.seconds(300)))], isBusy: true, at: 20) == .wait(until: at(310)))
        #expect(decide([(.resync, 10, .upTo(.seconds(300)))], isBusy: true, at: 310) == .begin(.resync))
    }

    @Test func whatACallHoldsUpDoesNotHoldUpOthers() {
        let wishes: [(Concern, Int, Wish<ManualClock.Instant>.Patience)] = [
            (.resync, 0, .upTo(.seconds(300))), (.report, 5, .none),
        ]
        #expect(decide(wishes, isBusy: true, at: 5) == .begin(.report))
    }
}
