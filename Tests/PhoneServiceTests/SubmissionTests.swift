import FlatProfile
import Threading
import Testing

@testable import PhoneService

@Suite struct SubmissionTests {
    @Test(arguments: ["GPP_A", "Password_1_"])
    func theUserLearnsNothingByGuessing(name: String) async throws {
        let bench = try await PhoneBench([name: "s3cret"])
        var answers: [SubmissionRefusal] = []
        for guess in ["wrong", "s3cret"] {
            do throws(SubmissionRefusal) {
                _ = try await bench.service.submit([(name, .text(guess))], by: PhoneBench.user)
                Issue.record("the guess \(guess) was taken")
            } catch {
                answers.append(error)
            }
        }
        #expect(answers.count == 2 && answers[0] == answers[1])
    }

    @Test func whatTheUserSeesAndLeavesIsNoFault() async throws {
        let bench = try await PhoneBench()
        let readOnly = ChangeSet(
            [ParameterChange("Station_Name", .set("Reception"), access: .readOnly)], origin: .profile(url: "http://h/"))
        _ = try await bench.service.writer.commit(readOnly)
        let values: [(String, SubmittedValue)] = [
            ("Station_Name", .text("Reception")), ("Hold_Reminder_Timer", .text("30")),
        ]
        #expect(bench.service.snapshot.access(to: "Hold_Reminder_Timer") == .readWrite)
        let revision = try await bench.service.submit(values, by: PhoneBench.user)
        #expect(revision?.changes?.map(\.name) == ["Hold_Reminder_Timer"])
    }

    @Test func aFormDoesNotUndoWhatAResyncHasChangedSince() async throws {
        let bench = try await PhoneBench(["GPP_A": "old"])
        let seen = bench.service.snapshot.revision
        _ = try await bench.service.submit([("GPP_A", .text("of the resync"))], by: PhoneBench.admin)
        _ = try await bench.service.submit(
            [("GPP_A", .text("old")), ("GPP_B", .text("typed"))], by: PhoneBench.admin, basedOn: seen)
        #expect(bench.service.snapshot["GPP_A"] == "of the resync")
        #expect(bench.service.snapshot["GPP_B"] == "typed")
    }

    /// What two people have changed, neither loses without a word.
    @Test func aValueThatBothHaveChangedIsAskedAbout() async throws {
        let bench = try await PhoneBench(["GPP_A": "old", "GPP_B": "left"])
        let seen = bench.service.snapshot.revision
        _ = try await bench.service.submit([("GPP_A", .text("theirs"))], by: PhoneBench.admin)
        let form: [(name: String, value: SubmittedValue)] = [
            ("GPP_A", .text("mine")), ("GPP_B", .text("left")), ("GPP_C", .text("typed")),
        ]
        let fault = FieldFault(
            name: "GPP_A",
            sentence: "GPP A was changed meanwhile by admin (web): say which value to keep")
        await #expect(
            throws: SubmissionRefusal.conflicts(
                SubmissionConflicts(faults: [fault], changed: ["GPP_A", "GPP_C"], revision: seen + 1))
        ) {
            try await bench.service.submit(form, by: PhoneBench.admin, basedOn: seen)
        }
        #expect(bench.service.snapshot["GPP_A"] == "theirs" && bench.service.snapshot["GPP_C"] == "")
        // Whoever has seen it may set it.
        _ = try await bench.service.submit(form, by: PhoneBench.admin, basedOn: seen + 1)
        #expect(bench.service.snapshot["GPP_A"] == "mine" && bench.service.snapshot["GPP_C"] == "typed")
    }

    @Test(arguments: [
        (SubmittedValue.text("theirs"), false), (.text("mine"), true), (.reset, true), (.text("old"), false),
    ])
    func onlyWhatDiffersFromTheOthersIsAConflict(mine: SubmittedValue, isConflict: Bool) async throws {
        let bench = try await PhoneBench(["GPP_A": "old"])
        let seen = bench.service.snapshot.revision
        _ = try await bench.service.submit([("GPP_A", .text("theirs"))], by: PhoneBench.admin)
        do throws(SubmissionRefusal) {
            _ = try await bench.service.submit([("GPP_A", mine)], by: PhoneBench.admin, basedOn: seen)
            #expect(!isConflict)
        } catch {
            guard case .conflicts = error else { throw error }
            #expect(isConflict)
        }
        #expect(bench.service.snapshot["GPP_A"] == "theirs")
    }

    /// A script that names no revision means what it writes.
    @Test func whoeverHasSeenNothingIsNotAsked() async throws {
        let bench = try await PhoneBench(["GPP_A": "old"])
        _ = try await bench.service.submit([("GPP_A", .text("theirs"))], by: PhoneBench.admin)
        _ = try await bench.service.submit([("GPP_A", .text("mine"))], by: PhoneBench.admin)
        #expect(bench.service.snapshot["GPP_A"] == "mine")
    }

    @Test func aSecretInConflictIsNotTold() async throws {
        let bench = try await PhoneBench(["GPP_SA": "old-secret"])
        let seen = bench.service.snapshot.revision
        _ = try await bench.service.submit([("GPP_SA", .text("their-secret"))], by: PhoneBench.admin)
        do throws(SubmissionRefusal) {
            _ = try await bench.service.submit([("GPP_SA", .text("my-secret"))], by: PhoneBench.admin, basedOn: seen)
            Issue.record("it was stored")
        } catch {
            #expect(!"\(error)".contains("secret"))
        }
    }

    @Test func aFormWhoseRevisionCannotBeReadChangesNothing() async throws {
        let bench = try await PhoneBench(["GPP_A": "old"])
        let seen = bench.service.snapshot.revision
        _ = try await bench.service.submit([("GPP_A", .text("of the resync"))], by: PhoneBench.admin)
        bench.store.fail([.snapshotAt])
        do throws(SubmissionRefusal) {
            _ = try await bench.service.submit([("GPP_A", .text("old"))], by: PhoneBench.admin, basedOn: seen)
            Issue.record("it was stored")
        } catch {
            guard case .store(let sentence) = error else { throw error }
            #expect(sentence.contains("a test pulled the plug"))
        }
        #expect(bench.service.snapshot["GPP_A"] == "of the resync")
        #expect(bench.log.withLock { $0.contains { $0.contains("a test pulled the plug") } })
    }

    @Test func whatWasStoredIsToldWithoutReadingItBack() async throws {
        let bench = try await PhoneBench()
        bench.store.fail([.changes])
        let revision = try #require(
            try await bench.service.submit([("GPP_A", .text("x"))], by: PhoneBench.admin))
        #expect(revision.number == bench.service.snapshot.revision)
        #expect(revision.changes?.map(\.name) == ["GPP_A"])
    }

    @Test func refusesAWebPasswordThatThePageWouldRefuse() async throws {
        let bench = try await PhoneBench()
        for name in ["Admin_Password", "User_Password"] {
            await #expect(throws: SubmissionRefusal.self) {
                try await bench.service.submit([(name, .text("short"))], by: PhoneBench.admin)
            }
        }
        #expect(!bench.service.isSetUp)
    }

    @Test func tellsAMissingRevisionFromAStoreThatFails() async throws {
        let bench = try await PhoneBench(["GPP_A": "x"])
        await #expect(throws: SubmissionRefusal.missing("there is no revision 9; the history lists those that exist")) {
            try await bench.service.restore(9, by: PhoneBench.admin)
        }
        bench.store.fail([.restore])
        do throws(SubmissionRefusal) {
            _ = try await bench.service.restore(0, by: PhoneBench.admin)
            Issue.record("it was restored")
        } catch {
            guard case .store = error else { throw error }
        }
        #expect(bench.log.withLock { $0.contains { $0.hasPrefix("revision 0 was not restored: ") } })
    }
}
