internal import FlatProfile
internal import ProfileRules
internal import Provisioning
internal import Store

/// Dry runs: tried as a resync is done, shown as a difference, and then applied just as they were shown.
///
/// A resync that is repeated may get another profile. What is applied here are the very changes that were found, with the origins that
/// they would have had; if the configuration is no longer the one that they were compared with, nothing is stored.
extension PhoneService {
    /// Asks for a dry run, by the stored rules or by `rule`, and does not wait for it: the events tell how it goes on. `requester` as of
    /// `resync`.
    public func startDryRun(
        rule: String? = nil, from requester: String? = nil, by principal: Principal
    ) throws(DryRunRefusal) -> DryRunRecord {
        guard principal.account == .admin else { throw .notAllowed }
        let checkedRule: String?
        do throws(ResyncRefusal) {
            checkedRule = try checked(rule, by: principal)
            guard snapshot["Provision_Enable"] == "Yes" else { throw .provisioningDisabled }
        } catch {
            throw .resync(error)
        }
        let order = DryRunShelf.Order(
            id: Self.dryRunName(), rule: checkedRule, requester: requester, person: principal.label)
        let shown = checkedRule.map { ProfileRule.explain($0, in: macros(of: snapshot)).source }
        guard dryRuns.add(order, rule: shown, at: host.now, revision: snapshot.revision),
            let record = dryRuns.record(order.id)
        else { throw .busy }
        return record
    }

    /// Sixteen hexadecimal digits that nobody can guess.
    private static func dryRunName() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The dry run of that name, as it is now. Never waits.
    public func dryRun(_ id: String) -> DryRunRecord? {
        guard var record = dryRuns.record(id) else { return nil }
        // Whether it fits is seen anew each time somebody looks.
        if record.obstacle == nil, record.revision != snapshot.revision {
            record.obstacle = Self.outdated(record.revision, by: snapshot.revision)
        }
        return record
    }

    /// The newest dry run, or nil. Never waits.
    public var newestDryRun: DryRunRecord? { dryRuns.newest.flatMap { dryRun($0.id) } }

    /// The dry run of that name when it has ended, or as it is after that time.
    public func dryRun(_ id: String, endingWithin patience: Duration?) async -> DryRunRecord? {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                // Listened to before it is looked at: so the end is not missed.
                let events = await self.watch()
                guard self.dryRun(id)?.isOver == false else { return }
                for await event in events {
                    guard case .dryRun(id, isOver: true) = event else { continue }
                    return
                }
            }
            if let patience { group.addTask { try? await ContinuousClock().sleep(for: patience) } }
            await group.next()
            group.cancelAll()
        }
        return dryRun(id)
    }

    /// Stores what a dry run found, one revision for each that the resync would have made, or nothing of it. What may lock somebody out
    /// waits for its confirmation as `wish` says, all of it together.
    public func applyDryRun(
        _ id: String, by principal: Principal, confirming wish: ConfirmationWish = .none
    ) async throws(DryRunRefusal) -> DryRunRecord {
        guard principal.account == .admin else { throw .notAllowed }
        await settlePendingChange()
        let (changes, record) = try dryRuns.takeChanges(of: id)
        let sets = changes.map { set in
            var set = set
            set.note = "applied from a dry run by \(principal.label)"
            return DatedChangeSet(set, at: host.now)
        }
        let committed: [CommittedRevision]
        do throws(StoreError) {
            committed = try await writer.commit(
                sets, onlyAfter: record.revision, terms: terms(for: principal, wish), by: principal.origin)
        } catch .overtaken(let present) {
            let obstacle = Self.outdated(record.revision, by: present)
            dryRuns.applied(id, revisions: [], obstacle: obstacle)
            throw .obstacle(obstacle)
        } catch {
            dryRuns.applied(id, revisions: [], obstacle: nil)
            complain("a dry run that \(principal.label) applied was not stored: \(error)")
            throw .store("\(error)")
        }
        dryRuns.applied(id, revisions: committed.map(\.revision.number), obstacle: "it was applied already")
        await noteProfileRules(in: committed, by: principal.label)
        await events.post(.dryRun(id, isOver: true))
        guard let applied = dryRun(id) else { throw .unknown }
        return applied
    }

    private static func outdated(_ revision: RevisionNumber, by present: RevisionNumber) -> String {
        "the configuration was changed meanwhile (it was revision \(revision) and is revision \(present) now): try the dry run again"
    }

    /// Does what is ordered, until the task is cancelled.
    func followDryRuns() async {
        await withDiscardingTaskGroup { group in
            for await order in dryRuns.orders {
                group.addTask { await self.perform(order) }
            }
        }
    }

    private func perform(_ order: DryRunShelf.Order) async {
        let watcher = DryRunWatcher(
            id: order.id, shelf: dryRuns, events: events, host: host, catalogue: snapshot.catalogue)
        let rehearsal = await engine.rehearse(
            rule: order.rule, from: order.requester, by: order.person, watcher: watcher)
        let catalogue = snapshot.catalogue
        let basis = rehearsal.basis
        let sets = rehearsal.changes.map { set in
            ChangeSet(writer.withoutKnownLogins(set.changes, in: basis), origin: set.origin, note: set.note)
        }
        let revisions = basis.applying(sets.map { DatedChangeSet($0, at: host.now) })
        let consequences = Consequences(of: revisions, in: basis)
        let isSame = consequences.changes.isEmpty
        dryRuns.finish(order.id, with: sets) { record in
            record.running = nil
            record.succeeded = rehearsal.report.ending == .succeeded
            record.attempts = rehearsal.report.attempts.enumerated().map { index, attempt in
                AttemptRecord(rehearsed: attempt, number: index + 1, in: catalogue)
            }
            record.changes = consequences.changes
            record.effects = consequences.effects
            record.locks_out = consequences.locksOut
            record.revision = basis.revision
            record.obstacle = isSame ? "it would change nothing" : nil
        }
        await events.post(.dryRun(order.id, isOver: true))
    }
}

/// Writes down how a dry run goes on.
private struct DryRunWatcher: ProvisioningObserver {
    let id: String
    let shelf: DryRunShelf
    let events: EventHub
    let host: any ProvisioningHost
    let catalogue: Catalogue

    func observe(_ event: ProvisioningEvent) async {
        switch event {
        case .attempting(let rule, let url):
            let running = RunningRecord(since: host.now.iso8601, trigger: "request", rule_source: rule.label, url: url)
            shelf.update(id) { $0.running = running }
        case .attempted(let attempt):
            shelf.update(id) { record in
                record.attempts.append(
                    AttemptRecord(rehearsed: attempt, number: record.attempts.count + 1, in: catalogue))
            }
        default: return
        }
        await events.post(.dryRun(id, isOver: false))
    }
}

extension AttemptRecord {
    /// An attempt of a rehearsal.
    init(rehearsed attempt: ResyncAttempt, number: Int, in catalogue: Catalogue) {
        self.init(attempt, number: number, in: catalogue)
        // The revision of the copy on which it was tried.
        revision = nil
    }
}
