internal import Bench
internal import FlatProfile
internal import Fleet
internal import PhoneService
internal import Provisioning
internal import Threading
internal import Transfer

/// One virtual phone, on premises of its own: first at the bench, then at the customer's.
struct RehearsedPhone: Sendable {
    private let device: Device
    private let plan: RehearsalPlan
    private let phone: VirtualPhone
    private let witness = PhoneWitness()
    private let masking: Masking
    private let isLate = Locked(false)

    init(_ device: Device, on stage: RehearsalStage) {
        self.device = device
        plan = stage.plan
        masking = Masking(device, stage.plan.job.columns, names: stage.secretNames, key: stage.plan.key)
        var settings = Premises.Settings()
        settings.authorities = stage.plan.authorities
        let premises = Premises(fetcher: stage.client, clock: FleetClock(.accelerated), settings: settings)
        phone = VirtualPhone(
            stage.plan.job.identity(of: device), in: premises,
            leases: stage.plan.benchAnswer(port: stage.port).leases(at: premises.now),
            seed: SeededGenerator.number(stage.plan.seed, of: device.mac), settings: stage.plan.settings,
            watcher: witness)
    }

    func play() async -> RehearsalRecord {
        let start = ContinuousClock.now
        let watch = Task { [plan, phone, isLate] in
            guard (try? await Task.sleep(for: plan.timeout)) != nil else { return }
            isLate.withLock { $0 = true }
            await phone.stop()
        }
        defer { watch.cancel() }
        let stages = await withTaskCancellationHandler {
            await bothStages()
        } onCancel: {
            Task { [phone] in await phone.stop() }
        }
        return record(stages, since: start)
    }

    private func bothStages() async -> [RehearsalRecord.StageRecord] {
        let rules = ruleTexts
        let bench = await stage("bench", from: 0)
        guard bench.good, plan.reach == .customer, ruleTexts != rules else { return [bench] }
        phone.move(to: plan.customer.leases(at: phone.premises.now))
        return [bench, await stage("customer", from: phone.notes.count)]
    }

    private var ruleTexts: [String] {
        let snapshot = phone.snapshot
        return RehearsalPlan.profileRules.map { snapshot[$0] }
    }

    // MARK: One place

    private func stage(_ place: String, from first: Int) async -> RehearsalRecord.StageRecord {
        _ = witness.takeEnding()
        await phone.start()
        await phone.untilRest()
        await phone.stop()
        let fault = fault(from: first, ending: witness.takeEnding()).map { masking($0) }
        return RehearsalRecord.StageRecord(place: place, good: fault == nil, text: fault, story: lines(from: first))
    }

    /// Why the phone is not where it should be; nil if it is.
    private func fault(from first: Int, ending: ResyncEnding?) -> String? {
        if isLate.withLock({ $0 }) { return "it was not through after \(Amounts.words(plan.timeout))" }
        let notes = Array(phone.notes.dropFirst(first))
        let lines = Array(phone.storyLines.dropFirst(first))
        let resyncs = notes.indices.filter { notes[$0].deed == .resync }
        let last = resyncs.last
        if ending == .failed {
            return last.map { reason(lines[$0], first + $0) } ?? "its resync failed"
        }
        guard resyncs.contains(where: { notes[$0].isSuccess && notes[$0].requests > 0 }) else {
            guard let last, !notes[last].isSuccess else {
                return ending == .held
                    ? "a trigger (Resync_Trigger_1, Resync_Trigger_2) held the resync back"
                    : "it asked for no profile, because no rule names one or no server is known"
            }
            return reason(lines[last], first + last)
        }
        for (deed, word) in [(PhoneNote.Deed.upgrade, "firmware"), (.customAuthority, "custom CA")] {
            guard let index = notes.lastIndex(where: { $0.deed == deed }), !notes[index].isSuccess else { continue }
            return "\(word): \(reason(lines[index], first + index))"
        }
        return nil
    }

    private func reason(_ line: StoryLine, _ index: Int) -> String {
        let transfers = witness.transfers
        let transfer = index < transfers.count && phone.forgottenNotes == 0 ? transfers[index] : nil
        let prefix = "Download failed: "
        let found = line.sentence.isEmpty ? line.outcome : line.sentence
        let sentence = found.hasPrefix(prefix) ? String(found.dropFirst(prefix.count)) : found
        return transfer?.url.map { "\($0): \(sentence)" } ?? sentence
    }

    private func lines(from first: Int) -> [RehearsalRecord.LineRecord] {
        let transfers = phone.forgottenNotes == 0 ? witness.transfers : []
        return phone.storyLines.enumerated().dropFirst(first).map { index, line in
            let transfer = index < transfers.count ? transfers[index] : nil
            let steps = transfer?.steps ?? []
            return RehearsalRecord.LineRecord(
                at: line.at.inSeconds, deed: line.deed, outcome: line.outcome, good: line.isSuccess,
                rule: line.rule.isEmpty ? nil : masking(line.rule), url: (transfer?.url).map { masking($0) },
                status: line.status, latency_ms: line.latency.map { ($0.inSeconds * 1e6).rounded() / 1e3 },
                bytes: line.bytes, error: line.sentence.isEmpty ? nil : masking(line.sentence),
                requests: steps.count > 1 || !line.isSuccess ? steps.map { request($0) } : [])
        }
    }

    private func request(_ step: TransferStep) -> RehearsalRecord.RequestRecord {
        let result = step.failure.map { "\($0)" } ?? step.status.map(String.init) ?? "done"
        return RehearsalRecord.RequestRecord(
            url: masking("\(step.url)"), address: step.endpoint.map { "\($0)" }, result: masking(result),
            redirect: step.redirect.map { masking("\($0)") })
    }

    // MARK: The end

    private func record(_ stages: [RehearsalRecord.StageRecord], since start: ContinuousClock.Instant)
        -> RehearsalRecord
    {
        let snapshot = phone.snapshot
        let changed = snapshot.settings.filter { $1.value != nil }.keys.sorted { $0.text < $1.text }
        let kept = changed.prefix(RehearsalRecord.mostValues)
        var values: [String: String] = [:]
        for name in kept { values[name.text] = masking.shown(snapshot[name], of: name, in: snapshot.catalogue) }
        let failed = stages.first { !$0.good }
        let missed = failed == nil ? misses(snapshot, stages) : []
        let text: String
        if let failed {
            text = "at the \(failed.place == "bench" ? "bench" : "customer's"): \(failed.text ?? "it failed")"
        } else if let first = missed.first {
            let rest = missed.count - 1
            text =
                first.sentence
                + (rest > 0 ? "; \(rest) more \(rest == 1 ? "value is" : "values are") not as expected" : "")
        } else {
            let last = stages.last?.story.last { $0.url != nil }?.url
            text =
                "came up as expected with \(changed.count == 1 ? "1 value" : "\(changed.count) values")"
                + (last.map { ", the last from \($0)" } ?? "")
        }
        return RehearsalRecord(
            mac: device.mac.colonSeparated, good: failed == nil && missed.isEmpty, text: text,
            seconds: ((ContinuousClock.now - start).inSeconds * 1e3).rounded() / 1e3, stages: stages,
            software_version: phone.softwareVersion, starts: phone.starts, values: values,
            values_left_out: changed.count - kept.count, missed: missed)
    }

    private func misses(_ snapshot: Snapshot, _ stages: [RehearsalRecord.StageRecord]) -> [ExpectationMiss] {
        let expectations = plan.expectations
        var misses: [ExpectationMiss] = []
        if let firmware = expectations.firmware, phone.softwareVersion != firmware {
            misses.append(
                ExpectationMiss(
                    parameter: "firmware", expected: firmware, found: phone.softwareVersion, source: "[expect]",
                    sentence: "it runs \(phone.softwareVersion), and \(quoted(firmware)) was expected"))
        }
        let last = stages.flatMap(\.story).last { $0.good && $0.url != nil && $0.deed.hasPrefix("resync") }?.url
        if let server = expectations.server, last?.hasPrefix(server) != true {
            misses.append(
                ExpectationMiss(
                    parameter: "server", expected: server, found: last, source: "[expect]",
                    sentence: "its last profile came from \(last ?? "nowhere"), and \(quoted(server)) was expected"))
        }
        do throws(TemplateFault) {
            let values = try expectations.values(for: device, columns: plan.job.columns)
            misses += values.compactMap { $0.miss(snapshot, masking) }
        } catch {
            misses.append(
                ExpectationMiss(
                    parameter: "", expected: "", found: nil, source: "", sentence: masking("what is expected: \(error)")
                ))
        }
        return misses
    }
}

extension SeededGenerator {
    /// A number of its own for each device, the same for the same seed.
    fileprivate static func number(_ seed: UInt64, of mac: MACAddress) -> UInt64 {
        var generator = SeededGenerator(seed: seed, member: Int(mac.bits))
        return generator.next()
    }
}
