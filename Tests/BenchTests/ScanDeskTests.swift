import Bench
import BenchFixtures
import FlatProfile
import ProfileRules
import Testing

@Suite struct ScanDeskTests {
    private let anna = device(1, "Anna", serial: "FCH2305DMH1", line: 2)
    private let bob = device(2, "Bob", line: 3)

    private func desk(adds: Bool = false, pairs: Bool = false, model: Model? = .standard) -> ScanDesk {
        ScanDesk(
            job(scanning: ScanPolicy(addsDevices: adds, pairsSerialNumbers: pairs), model: model),
            devices: [anna, bob],
            events: [])
    }

    private func texts(_ desk: inout ScanDesk, _ lines: String...) -> [String] {
        lines.map { line in
            let answer = line == "undo" ? desk.undo() : desk.scan(line)
            #expect(answer.text.isOneSentence)
            return "\(answer.outcome.rawValue): \(answer.text)"
        }
    }

    @Test func countsWhatIsInTheListAndRefusesTheRest() {
        var desk = desk()
        #expect(
            texts(
                &desk, "000E08000001", "000e08000001", "FCH2305DMH1", "000E08000002", "000E08000003", "FCH9999ABCD",
                "CP-8841-3PCC")
                == [
                    "accepted: 00:0e:08:00:00:01 (Anna, 8841, line 2), 1 of 2 scanned",
                    "refused: 00:0e:08:00:00:01 (Anna, 8841, line 2) was scanned already, as the 1st of this job; put it to those that are done, or undo",
                    "refused: 00:0e:08:00:00:01 (Anna, 8841, line 2) was scanned already, as the 1st of this job; put it to those that are done, or undo",
                    "accepted: 00:0e:08:00:00:02 (Bob, 8841, line 3), 2 of 2 scanned",
                    "refused: 00:0e:08:00:00:03 is no device of job floor-2; put it aside, or add it to the list",
                    "refused: no device of job floor-2 has the serial number FCH9999ABCD; scan its MAC address",
                    "refused: this code names the model only (CP-8841-3PCC); scan the code beside MAC or S/N on the label",
                ])
        #expect(desk.scannedCount == 2)
    }

    @Test func noticesSwappedDevices() {
        var desk = desk()
        #expect(
            texts(
                &desk, "000E08000001 FCH2305DMH9", "000E08000002 FCH2305DMH1", "MAC:000E08000001 PID:CP-8851-3PCC-K9")
                == [
                    "refused: the label says serial number FCH2305DMH9 and the job FCH2305DMH1 for 00:0e:08:00:00:01 (Anna, 8841, line 2); two devices may be swapped, put it aside and compare",
                    "refused: the serial number FCH2305DMH1 belongs to 00:0e:08:00:00:01 (Anna, 8841, line 2); two devices may be swapped, put both aside and compare",
                    "refused: the label says 8851 and the job 8841 for 00:0e:08:00:00:01 (Anna, 8841, line 2); put it aside and compare",
                ])
    }

    @Test func pairsASerialNumberWithTheMACBeforeIt() {
        var desk = desk(adds: true, pairs: true)
        #expect(
            texts(
                &desk, "000E08000002", "FCH2305DMH1", "FCH2305DMH2", "000E08000001", "FCH2305DMH1", "FCH2305DMH7",
                "000E08000003", "undo", "000E08000003", "FCH2305DMH3", "undo", "FCH2305DMH4")
                == [
                    "accepted: 00:0e:08:00:00:02 (Bob, 8841, line 3), 1 of 2 scanned; now its serial number",
                    "refused: the serial number FCH2305DMH1 belongs to 00:0e:08:00:00:01 (Anna, 8841, line 2); two devices may be swapped, put both aside and compare",
                    "accepted: FCH2305DMH2 belongs to 00:0e:08:00:00:02 (Bob, 8841, line 3), 1 of 2 scanned",
                    "accepted: 00:0e:08:00:00:01 (Anna, 8841, line 2), 2 of 2 scanned; now its serial number",
                    "confirmed: FCH2305DMH1 is what the job says for 00:0e:08:00:00:01 (Anna, 8841, line 2)",
                    "refused: no device of job floor-2 has the serial number FCH2305DMH7; scan its MAC address first",
                    "accepted: 00:0e:08:00:00:03 (8841), 3 of 3 scanned; now its serial number",
                    "undone: 00:0e:08:00:00:03 (8841) is no device of the job any more",
                    "accepted: 00:0e:08:00:00:03 (8841), 3 of 3 scanned; now its serial number",
                    "accepted: FCH2305DMH3 belongs to 00:0e:08:00:00:03 (8841), 3 of 3 scanned",
                    "undone: 00:0e:08:00:00:03 (8841) has no serial number again; now its serial number",
                    "accepted: FCH2305DMH4 belongs to 00:0e:08:00:00:03 (8841), 3 of 3 scanned",
                ])
    }

    @Test func asksForNoSerialNumberThatTheCodeToldAlready() {
        var desk = desk(adds: true, pairs: true)
        #expect(
            texts(&desk, "000E08000002 FCH2305DMH2", "FCH2305DMH1", "000E08000003 FCH2305DMH3") == [
                "accepted: 00:0e:08:00:00:02 (Bob, 8841, line 3), 1 of 2 scanned",
                "accepted: 00:0e:08:00:00:01 (Anna, 8841, line 2), 2 of 2 scanned",
                "accepted: 00:0e:08:00:00:03 (8841), 3 of 3 scanned",
            ])
    }

    @Test func undoesOneScanAfterTheOther() {
        var desk = desk(adds: true)
        #expect(
            texts(&desk, "undo", "000E08000002 FCH2305DMH2", "000E08000001", "undo", "undo", "undo", "000E08000002")
                == [
                    "refused: there is nothing to undo; no scan of this job was accepted yet",
                    "accepted: 00:0e:08:00:00:02 (Bob, 8841, line 3), 1 of 2 scanned",
                    "accepted: 00:0e:08:00:00:01 (Anna, 8841, line 2), 2 of 2 scanned",
                    "undone: 00:0e:08:00:00:01 (Anna, 8841, line 2) counts as not scanned again",
                    "undone: 00:0e:08:00:00:02 (Bob, 8841, line 3) counts as not scanned again",
                    "refused: there is nothing to undo; no scan of this job was accepted yet",
                    "accepted: 00:0e:08:00:00:02 (Bob, 8841, line 3), 1 of 2 scanned",
                ])
    }

    @Test func needsAModelForWhatItAdds() {
        var desk = desk(adds: true, model: nil)
        #expect(
            texts(&desk, "000E08000009", "MAC:000E08000009,PID:CP-8861-3PCC-K9") == [
                "refused: the model of 00:0e:08:00:00:09 is not known; make the job with --model, or scan a code that names the model too",
                "accepted: 00:0e:08:00:00:09 (8861), 1 of 3 scanned",
            ])
    }

    @Test func showsNoSecret() {
        let secret = Job(
            name: jobNamed("x"), created: noon, template: TemplateFile(name: "t", bytes: []),
            columns: [Column("name", isSecret: true)])
        var desk = ScanDesk(secret, devices: [device(1, "hush")], events: [])
        #expect(!desk.scan("000E08000001").text.contains("hush"))
    }

    @Test func clerksKeepScansAndUndoWhatEarlierOnesDid() async throws {
        let bench = try TemporaryBench()
        let store = try await bench.open()
        let name = jobNamed("floor-2")
        try await store.create(
            job(scanning: ScanPolicy(addsDevices: true, pairsSerialNumbers: true)), devices: [anna, bob])
        let first = try await ScanClerk(store, job: name, by: "anna")
        let second = try await ScanClerk(store, job: name, by: "bob")
        #expect(try await first.scan("000E08000001", at: noon).outcome == .accepted)
        #expect(try await second.scan("000E08000001", at: noon).outcome == .refused)
        #expect(try await second.scan("000E08000005", at: noon).outcome == .accepted)
        #expect(try await second.scan("FCH2305DMH5", at: noon).outcome == .accepted)
        #expect(try await first.scan("FCH2305DMH5", at: noon).outcome == .refused)
        #expect(try await store.device(serialNumber: "fch2305dmh5", of: name)?.mac == mac("000e08000005"))
        let third = try await ScanClerk(store, job: name, by: "eve")
        #expect(await third.counts == (2, 3))
        #expect(try await third.undo(at: noon).outcome == .undone)
        #expect(try await store.device(mac("000e08000005"), of: name)?.serialNumber == "")
        #expect(try await third.undo(at: noon).outcome == .undone)
        #expect(try await store.device(mac("000e08000005"), of: name) == nil)
        #expect(try await third.undo(at: noon).device?.mac == mac("000e08000001"))
        #expect(try await first.undo(at: noon).outcome == .refused)
        #expect(await first.counts == (0, 2))
    }

    @Test func saysThatTheStoreFailedAndGoesOn() async throws {
        let bench = try TemporaryBench()
        let store = try await bench.open()
        try await store.create(job(), devices: [anna])
        let clerk = try await ScanClerk(store, job: jobNamed("floor-2"), by: "anna")
        await store.close()
        await #expect(throws: BenchStoreError.closed) { try await clerk.scan("000E08000001", at: noon) }
    }
}
