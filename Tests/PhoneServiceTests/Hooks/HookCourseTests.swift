import TestSupport
import Testing

@testable import PhoneService

@Suite struct HookCourseTests {
    private typealias Course = HookCourse<ManualClock.Instant>
    private func at(_ seconds: Int) -> ManualClock.Instant { .init(offset: .seconds(seconds)) }
    private let reboot = HookReboot(reason: "User Triggered", requestedBy: "admin (web)")

    @Test func oneRunAtATimeAndChangesPileUpInOne() {
        var course = Course()
        #expect(course.configurationChanged(at: at(0)) == .run(.configuration))
        for second in 1...9 { #expect(course.configurationChanged(at: at(second)) == .rest) }
        #expect(course.ended(.configuration, .told(byHooks: false), at: at(10)) == .run(.configuration))
        #expect(course.ended(.configuration, .told(byHooks: false), at: at(11)) == .rest)
    }

    @Test func failuresAreTriedAgainAfterAPauseThatGrows() {
        var course = Course()
        var now = at(0)
        var pauses: [Int64] = []
        #expect(course.configurationChanged(at: now) == .run(.configuration))
        for _ in 0..<9 {
            guard case .wait(let moment) = course.ended(.configuration, .failed, at: now) else { break }
            pauses.append(now.duration(to: moment).components.seconds)
            // A change does not make the pause shorter.
            #expect(course.configurationChanged(at: now) == .wait(until: moment))
            now = moment
            #expect(course.timerFired(at: now) == .run(.configuration))
        }
        #expect(pauses == [5, 10, 20, 40, 80, 160, 320, 600, 600])
        #expect(course.failures == 9)
        #expect(course.ended(.configuration, .told(byHooks: false), at: now) == .rest)
        #expect(course.failures == 0)
    }

    @Test func aDemandDoesNotWait() {
        var course = Course()
        #expect(course.configurationChanged(at: at(0)) == .run(.configuration))
        #expect(course.ended(.configuration, .failed, at: at(0)) == .wait(until: at(5)))
        #expect(course.demanded(at: at(1)) == .run(.configuration))
    }

    @Test func aRestartIsToldOnceAndDoesNotWaitForAFailingConfiguration() {
        var course = Course()
        #expect(course.configurationChanged(at: at(0)) == .run(.configuration))
        #expect(course.ended(.configuration, .failed, at: at(0)) == .wait(until: at(5)))
        #expect(course.reboots(reboot, at: at(1)) == .run(.reboot(reboot)))
        #expect(course.ended(.reboot(reboot), .failed, at: at(2)) == .wait(until: at(5)))
    }

    @Test func manyRunsAMinuteAreDrawnTogether() {
        var course = Course()
        for second in 0..<30 {
            #expect(course.configurationChanged(at: at(second)) == .run(.configuration))
            #expect(course.ended(.configuration, .told(byHooks: false), at: at(second)) == .rest)
        }
        #expect(course.configurationChanged(at: at(30)) == .wait(until: at(60)))
        #expect(course.timerFired(at: at(60)) == .run(.configuration))
    }

    @Test func hooksThatAnswerEachOtherAreToldSoManyTimesInTurn() {
        var course = Course()
        for _ in 0..<8 {
            #expect(course.mayBeToldByHooks)
            _ = course.configurationChanged(at: at(0))
            _ = course.ended(.configuration, .told(byHooks: true), at: at(0))
        }
        #expect(!course.mayBeToldByHooks)
        _ = course.configurationChanged(at: at(1))
        #expect(course.ended(.configuration, .held, at: at(1)) == .rest)
        _ = course.configurationChanged(at: at(2))
        _ = course.ended(.configuration, .told(byHooks: false), at: at(2))
        #expect(course.mayBeToldByHooks)
    }

    @Test func whatHadNothingToTellCountsNotAsARun() {
        var course = Course()
        for second in 0..<100 {
            #expect(course.configurationChanged(at: at(second)) == .run(.configuration))
            #expect(course.ended(.configuration, .nothingToTell, at: at(second)) == .rest)
        }
    }
}
