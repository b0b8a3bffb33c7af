import FlatProfile
import Identity
import Testing

@testable import PhoneService

@Suite struct AccountTests {
    @Test func ofSeveralWhoSetTheFirstPasswordsOneIsLetThrough() async throws {
        let bench = try await PhoneBench()
        let passwords = (1...6).map { "First-Password-\($0)" }
        let winners = await withTaskGroup(of: String?.self) { group in
            for password in passwords {
                group.addTask {
                    do throws(PasswordRefusal) {
                        try await bench.service.setUp(adminPassword: password, userPassword: "")
                        return password
                    } catch {
                        return nil
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }.compactMap { $0 }
        #expect(winners.count == 1)
        #expect(bench.service.snapshot.revision == 1)
        #expect(try await bench.service.logIn("admin", winners[0]) == .admin)
    }

    @Test func aRefusedSetupLeavesTheDoorOpenForTheNext() async throws {
        let bench = try await PhoneBench()
        await #expect(throws: PasswordRefusal.self) {
            try await bench.service.setUp(adminPassword: "short", userPassword: "")
        }
        try await bench.service.setUp(adminPassword: "Long-Enough-1", userPassword: "")
        await #expect(throws: PasswordRefusal.alreadySetUp) {
            try await bench.service.setUp(adminPassword: "Long-Enough-2", userPassword: "")
        }
    }

    @Test(
        arguments: [
            ("admin", "Long-Enough-1", Account.admin), ("admin", "", nil), ("admin", "Long-Enough-2", nil),
            ("user", "", nil), ("user", "Long-Enough-1", nil), ("root", "Long-Enough-1", nil), ("", "", nil),
        ] as [(String, String, Account?)])
    func letsInWhoKnowsThePassword(name: String, password: String, account: Account?) async throws {
        let bench = try await PhoneBench(["Admin_Password": "Long-Enough-1"])
        #expect(try await bench.service.logIn(name, password) == account)
    }

    @Test func namesWithoutPasswordTakeTheHasherAsWell() async throws {
        let passwords = LoginPasswords(hasher: PasswordHasher(capacity: 1), key: try .ephemeral())
        // Of two at once one finds the hasher taken: so both have been there.
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    do throws(IdentityError) {
                        return try await passwords.verify("x", against: "")
                    } catch {
                        return error == .busy
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.contains(true))
        #expect(outcomes.contains(false))
    }
}
