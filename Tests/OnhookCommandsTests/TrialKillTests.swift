import Foundation
import Glibc
import Threading
import TestSupport
import Testing

/// A daemon that is killed in the middle of its work, again and again.
struct TrialKillTests {
    private static let rounds = 12
    private static let formed = "ABCDEFGH".map { "GPP_\($0)" }
    private static let fetched = "IJKLMNOP".map { "GPP_\($0)" }

    @Test func nothingThatWasCommittedIsLostAndNothingIsHalf() async throws {
        let nginx = try NginxServer()
        for name in ["a", "b"] {
            let values = Self.fetched.map { "<\($0)>\(String(repeating: name, count: 900))</\($0)>" }.joined()
            try nginx.directory.write("<flat-profile>\(values)</flat-profile>", to: "root/\(name).xml")
        }
        let directory = try TemporaryDirectory()
        let written = Locked(0)
        var attempts = 0
        for round in 0..<Self.rounds {
            let phone = try await TrialPhone(in: directory, options: [])
            try await check(phone, written: written.withLock { $0 })
            let kept = try await phone.status(attempts: 1000).attempts
            #expect(kept.count >= attempts && kept.map(\.number) == (0..<kept.count).map { kept.count - $0 })
            attempts = kept.count
            let enough = 2 + round % 5
            await withTaskGroup { group in
                group.addTask {
                    for number in (written.withLock { $0 } + 1)... {
                        let values = Dictionary(uniqueKeysWithValues: Self.formed.map { ($0, "\(number)") })
                        guard (try? await phone.set(values)) != nil else { return }
                        written.withLock { $0 = number }
                        // The kill comes while the next requests are under way.
                        if number % enough == 0 { kill(phone.daemon.process, SIGKILL) }
                    }
                }
                group.addTask {
                    for number in 0... {
                        let rule = "http://127.0.0.1:\(nginx.port)/\(number % 2 == 0 ? "a" : "b").xml"
                        guard (try? await phone.resync(rule: rule)) != nil else { return }
                    }
                }
            }
            #expect(try await phone.daemon.end(by: SIGKILL) == 128 + 9)
        }
        let phone = try await TrialPhone(in: directory)
        try await check(phone, written: written.withLock { $0 })
        #expect(try await phone.status(attempts: 1000).attempts.count > 0)
        try await phone.stop()
    }

    /// All values of a form, and all of a profile, are of one and the same; what was answered is there.
    private func check(_ phone: TrialPhone, written: Int) async throws {
        let parameters: [TrialPhone.Parameter] = try await phone.ask("GET", "/api/v1/parameters").decoded()
        let values = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.value ?? "") })
        #expect(Set(Self.formed.map { values[$0] }).count == 1, "\(Self.formed.map { values[$0] })")
        #expect(Set(Self.fetched.map { values[$0] }).count == 1)
        let number = values[Self.formed[0]].flatMap { Int($0) } ?? 0
        #expect(number == written || number == written + 1, "\(number), \(written) was answered")
    }
}
