import FlatProfile
import Foundation
import Host
import Store
import TestSupport
import Testing
import Threading

@testable import PhoneService

@Suite(.timeLimit(.minutes(5))) struct HookRunnerTests {
    @Test func aNewHookIsToldEverythingThenWhatChanges() async throws {
        let bench = try HookBench()
        try bench.hook("time", manifest: #"{"parameters":["Time_Zone","Primary_NTP_Server"]}"#)
        try await bench.set(["Time_Zone": "GMT+01:00"])
        try await bench.run {
            _ = try await bench.told("time", 1)
            try await bench.set(["Time_Zone": "GMT+02:00", "Station_Name": "hall"])
            _ = try await bench.told("time", 2)
            try await bench.set(["Station_Name": "kitchen"])
            _ = try await bench.told("time", 3)
        }
        let letters = try bench.letters(of: "time")
        #expect(letters.map(\.event) == [.configuration, .revision])
        #expect(
            letters.first
                == HookLetter(
                    event: .configuration, revision: 1, previous_revision: nil, time: "2020-09-13T12:26:40.000Z",
                    origin: "admin (web)", reason: nil, phone: IdentityRecord(HookBench.identity),
                    changes: [
                        .init(name: "Primary_NTP_Server", old: nil, new: "", secret: false),
                        .init(name: "Time_Zone", old: nil, new: "GMT+01:00", secret: false),
                    ].sorted { bench.position($0.name) < bench.position($1.name) }))
        #expect(letters.last?.previous_revision == 1)
        #expect(letters.last?.revision == 2)
        #expect(letters.last?.changes == [.init(name: "Time_Zone", old: "GMT+01:00", new: "GMT+02:00", secret: false)])
    }

    @Test func aLetterTellsTheFirmwareThatRunsNow() async throws {
        let bench = try HookBench()
        try bench.hook("a", manifest: #"{"parameters":["GPP_A"]}"#)
        try await bench.run {
            while try bench.letters(of: "a").isEmpty { try await Task.sleep(for: .milliseconds(2)) }
            bench.present.withLock { $0.softwareVersion = "sip88xx.14-0-1MPP0001-1" }
            try await bench.set(["GPP_A": "x"])
            _ = try await bench.told("a", 1)
        }
        #expect(
            try bench.letters(of: "a").map(\.phone.software_version)
                == [HookBench.identity.softwareVersion, "sip88xx.14-0-1MPP0001-1"])
    }

    @Test func changesThatPileUpAreToldInOneRun() async throws {
        let bench = try HookBench()
        let gate = bench.directory.path(of: "gate")
        try bench.hook("a", manifest: #"{"parameters":["GPP_A"]}"#, also: "while ! [ -e \(gate) ]; do sleep 0.01; done")
        try await bench.run {
            while try bench.letters(of: "a").isEmpty { try await Task.sleep(for: .milliseconds(2)) }
            for number in 1...20 { try await bench.set(["GPP_A": "\(number)"]) }
            try bench.directory.write("", to: "gate")
            _ = try await bench.told("a", 20)
        }
        let letters = try bench.letters(of: "a")
        #expect(letters.count == 2)
        #expect(letters.last?.changes == [.init(name: "GPP_A", old: "", new: "20", secret: false)])
    }

    @Test func aSecretIsToldOnlyWhereTheManifestNamesIt() async throws {
        let bench = try HookBench()
        try bench.hook("all")
        try bench.hook("named", manifest: #"{"parameters":[],"secrets":["Password_1_","Profile_Rule"]}"#)
        try await bench.run {
            _ = try await bench.told("all", 0)
            try await bench.set([
                "Password_1_": "sesame", "Profile_Rule": "[--key hidden]https://ps/x", "Admin_Password": "$scrypt$",
            ])
            _ = try await bench.told("all", 1)
            _ = try await bench.told("named", 1)
        }
        let text = String(decoding: try bench.directory.read("all.letters"), as: UTF8.self)
        #expect(!text.contains("sesame") && !text.contains("hidden"))
        let all = try #require(try bench.letters(of: "all").last)
        #expect(all.changes.contains(.init(name: "Password_1_", old: nil, new: nil, secret: true)))
        #expect(
            all.changes.contains(
                .init(
                    name: "Profile_Rule", old: bench.default("Profile_Rule"), new: "[--key ********]https://ps/x",
                    secret: true)))
        let named = try #require(try bench.letters(of: "named").last)
        #expect(named.changes.contains(.init(name: "Password_1_", old: "", new: "sesame", secret: true)))
        #expect(named.changes.contains { $0.name == "Profile_Rule" && $0.new == "[--key hidden]https://ps/x" })
        #expect(!(try bench.letters(of: "named").flatMap(\.changes).contains { $0.name == "Admin_Password" }))
        #expect(!String(decoding: try bench.directory.read("named.letters"), as: UTF8.self).contains("$scrypt$"))
    }

    @Test func aHookThatFailsIsTriedAgainWithAllItMissed() async throws {
        let bench = try HookBench()
        let bad = bench.directory.path(of: "bad")
        try bench.directory.write("", to: "bad")
        try bench.hook(
            "a", manifest: #"{"parameters":["GPP_A"]}"#, also: "[ -e \(bad) ] || exit 0; echo no such zone >&2; exit 3")
        try await bench.run {
            let failed = try await bench.record(of: "a") { $0.state == "waiting" }
            #expect(failed.error == "It exited with status 3: no such zone")
            #expect(failed.failures == 1)
            #expect(failed.next_try == "2023-11-14T22:13:25.000Z")
            #expect(failed.revision == nil)
            #expect(failed.last_run?.result == "exited with status 3")
            try await bench.set(["GPP_A": "x"])
            try FileManager.default.removeItem(atPath: bad)
            #expect(await bench.clock.nextSleep() == .init(offset: .seconds(5)))
            bench.clock.advance(by: .seconds(5))
            let told = try await bench.told("a", 1)
            #expect(told.error == nil && told.failures == 0 && told.next_try == nil)
        }
        #expect(bench.log.withLock { $0 } == ["hook a: It exited with status 3: no such zone"])
        #expect(try bench.letters(of: "a").last?.changes == [.init(name: "GPP_A", old: nil, new: "x", secret: false)])
    }

    @Test func whatAHookSaysIsNotShownIfItHoldsASecret() async throws {
        let bench = try HookBench()
        try bench.program("a", "#!/bin/sh\ncat >&2\nexit 1\n")
        try bench.directory.write(#"{"secrets":["Password_1_"],"parameters":[]}"#, to: "hooks.d/a.json")
        try await bench.set(["Password_1_": "sesame"])
        try await bench.run {
            let record = try await bench.record(of: "a") { $0.state == "waiting" }
            #expect(record.error == "It exited with status 1: what it said holds a secret that it was told")
        }
        #expect(!bench.log.withLock { $0 }.joined().contains("sesame"))
    }

    @Test func aHookThatWasCutOffIsToldAgainAfterTheNextStart() async throws {
        let directory = try TemporaryDirectory()
        let store = InMemoryStore(catalogue: Catalogue.of(HookBench.identity.model))
        let first = try HookBench(store: store, directory: directory)
        try first.hook("a", manifest: #"{"parameters":["GPP_A"]}"#)
        try await first.run {
            _ = try await first.told("a", 0)
            try first.hook("a", manifest: #"{"parameters":["GPP_A"]}"#, also: "exec sleep 4000")
            try await first.set(["GPP_A": "x"])
            while try first.letters(of: "a").count < 2 { try await Task.sleep(for: .milliseconds(2)) }
        }
        let second = try HookBench(store: store, directory: directory)
        try second.hook("a", manifest: #"{"parameters":["GPP_A"]}"#)
        try await second.run { _ = try await second.told("a", 1) }
        let letters = try second.letters(of: "a")
        #expect(letters.map(\.revision) == [0, 1, 1])
        #expect(letters[1].changes == letters[2].changes)
    }

    @Test func aHookThatWasToldIsNotToldAgainAfterTheNextStart() async throws {
        let directory = try TemporaryDirectory()
        let store = InMemoryStore(catalogue: Catalogue.of(HookBench.identity.model))
        let first = try HookBench(store: store, directory: directory)
        try first.hook("a")
        try await first.run { _ = try await first.told("a", 0) }
        let second = try HookBench(store: store, directory: directory)
        try await second.run {
            _ = try await second.told("a", 0)
            _ = await second.runner.tellNow(nil, isWhole: false)
        }
        #expect(try second.letters(of: "a").count == 1)
    }

    @Test func aHookIsNotToldOfWhatItSetItself() async throws {
        let bench = try HookBench()
        try bench.hook("a", manifest: #"{"parameters":["GPP_A","GPP_B"]}"#)
        try bench.hook("b", manifest: #"{"parameters":["GPP_A","GPP_B"]}"#)
        try await bench.run {
            _ = try await bench.told("a", 0)
            _ = try await bench.told("b", 0)
            try await bench.set(["GPP_A": "1"], by: Principal.hook("a").origin)
            _ = try await bench.told("a", 1)
            _ = try await bench.told("b", 1)
            try await bench.set(["GPP_B": "2"])
            _ = try await bench.told("a", 2)
        }
        #expect(try bench.letters(of: "a").map { $0.changes.map(\.name) }.last == ["GPP_B"])
        #expect(try bench.letters(of: "a").count == 2)
        #expect(try bench.letters(of: "b")[1].changes.map(\.name) == ["GPP_A"])
    }

    @Test func hooksThatAnswerEachOtherEndAfterEightRounds() async throws {
        let bench = try HookBench()
        try bench.hook("a", manifest: #"{"parameters":["GPP_A"]}"#)
        try await bench.run {
            _ = try await bench.told("a", 0)
            for number in 1...8 {
                try await bench.set(["GPP_A": "\(number)"], by: Principal.hook("b").origin)
                _ = try await bench.told("a", number)
            }
            try await bench.set(["GPP_A": "9"], by: Principal.hook("b").origin)
            let held = try await bench.record(of: "a") { $0.state == "held" }
            #expect(held.revision == 8)
            #expect(
                held.error
                    == "Hooks have changed the configuration 8 times in turn, so it is not told of their changes until something else changes."
            )
            try await bench.set(["GPP_A": "10"])
            #expect(try await bench.told("a", 10).error == nil)
        }
        #expect(try bench.letters(of: "a").last?.previous_revision == 8)
    }

    @Test(arguments: [
        ("hang", "exec sleep 4000", #"{"time_limit":1}"#, "It did not end within a second and was stopped."),
        ("flood", "exec yes", "{}", "It wrote more than 65536 bytes and was stopped"),
        ("dies", "kill -9 $$", "{}", "It was ended by signal 9."),
        ("interpreter", "", "{", "/interpreter.json: it is not a JSON object."),
    ])
    func whateverAHookDoesThePhoneSaysItAndGoesOn(
        name: String, script: String, manifest: String, sentence: String
    ) async throws {
        let bench = try HookBench()
        try bench.program(name, "#!/bin/sh\n\(script)\n")
        try bench.directory.write(manifest, to: "hooks.d/\(name).json")
        try bench.hook("good")
        try await bench.run {
            let bad = try await bench.record(of: name) { $0.state == "waiting" }
            #expect(bad.error?.contains(sentence) == true, "\(bad.error ?? "no error")")
            _ = try await bench.told("good", 0)
        }
    }

    @Test func runsNothingThatOthersCanChange() async throws {
        let bench = try HookBench()
        try bench.hook("open")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o777], ofItemAtPath: bench.directory.path(of: "hooks.d/open"))
        try bench.hook("manifest", manifest: "{}")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o666], ofItemAtPath: bench.directory.path(of: "hooks.d/manifest.json"))
        try bench.directory.write("#!/bin/sh\n", to: "hooks.d/plain")
        try bench.hook("old~")
        try bench.hook("time.dpkg-old")
        try await bench.run {
            let open = try await bench.record(of: "open") { $0.state == "waiting" }
            #expect(
                open.error?.hasSuffix(
                    "/hooks.d/open can be changed by others (mode 0777); check it, then run chmod go-w on it.") == true)
            let manifest = try await bench.record(of: "manifest") { $0.state == "waiting" }
            #expect(
                manifest.error?.hasSuffix(
                    "/hooks.d/manifest.json can be changed by others (mode 0666); check it, then run chmod go-w on it.")
                    == true)
            let plain = try await bench.record(of: "plain") { $0.state == "waiting" }
            #expect(plain.error?.hasSuffix("/hooks.d/plain is not executable; run chmod 755 on it.") == true)
            #expect(bench.runner.record.hooks.map(\.name) == ["manifest", "open", "plain"])
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o777], ofItemAtPath: bench.directory.path(of: "hooks.d"))
            bench.runner.configurationChanged()
            while bench.runner.record.error == nil { try await Task.sleep(for: .milliseconds(2)) }
            #expect(
                bench.runner.record.error?.hasSuffix(
                    "/hooks.d can be changed by others (mode 0777); check it, then run chmod go-w on it.") == true)
        }
        #expect(try bench.letters(of: "open").isEmpty && bench.letters(of: "manifest").isEmpty)
    }

    @Test func aRestartIsToldToThoseWhoWantIt() async throws {
        let bench = try HookBench()
        try bench.hook("a")
        try bench.hook("b", manifest: #"{"events":["configuration"]}"#)
        try await bench.run {
            _ = try await bench.told("a", 0)
            _ = try await bench.told("b", 0)
            await bench.runner.tell(HookReboot(reason: "Upgrade", requestedBy: "admin (web)"))
            let letter = try #require(try bench.letters(of: "a").last)
            #expect(letter.event == .reboot && letter.reason == "Upgrade" && letter.origin == "admin (web)")
            #expect(letter.changes.isEmpty && letter.revision == 0)
            #expect(try bench.letters(of: "b").map(\.event) == [.configuration])
        }
    }

    @Test func afterAFactoryResetEveryHookIsToldEverything() async throws {
        let bench = try HookBench()
        try bench.hook("a", manifest: #"{"parameters":["GPP_A"]}"#)
        try await bench.set(["GPP_A": "x"])
        try await bench.run {
            _ = try await bench.told("a", 1)
            _ = try await bench.store.factoryReset(at: Timestamp(unixSeconds: 1_600_000_000), note: "")
            bench.runner.factoryReset()
            _ = try await bench.told("a", 2)
        }
        let letter = try #require(try bench.letters(of: "a").last)
        #expect(letter.event == .factoryReset && letter.origin == "factory reset" && letter.previous_revision == nil)
        #expect(letter.changes == [.init(name: "GPP_A", old: nil, new: "", secret: false)])
    }

    @Test func aDemandTellsEverythingOnceMore() async throws {
        let bench = try HookBench()
        try bench.hook("a", manifest: #"{"parameters":["GPP_A"]}"#)
        try await bench.run {
            _ = try await bench.told("a", 0)
            #expect(await bench.runner.tellNow("a", isWhole: true))
            #expect(await !bench.runner.tellNow("b", isWhole: true))
        }
        #expect(try bench.letters(of: "a").map(\.event) == [.configuration, .configuration])
    }

    @Test func aHookKnowsItsNameAndWhereThePhoneIs() async throws {
        let bench = try HookBench()
        let list = bench.directory.path(of: "environment")
        try bench.program("a", "#!/bin/sh\nenv | grep ONHOOK | sort > \(list)\n")
        try await bench.run { _ = try await bench.told("a", 0) }
        #expect(
            String(decoding: try bench.directory.read("environment"), as: UTF8.self)
                == "ONHOOK_CONTROL=/run/onhook.sock\nONHOOK_EVENT=configuration\nONHOOK_HOOK=a\n")
    }
}

extension HookBench {
    func position(_ name: String) -> Int { store.snapshot.catalogue.index(of: ParameterName(name)) ?? 0 }
    func `default`(_ name: ParameterName) -> String { store.snapshot.catalogue[name]?.defaultValue ?? "" }
}
