internal import FlatProfile
internal import Host
internal import Store
internal import Threading

/// One run of one hook: what it has to be told, and how that went.
extension HookRunner {
    func carryOut(_ errand: Course.Errand, _ name: String, _ resets: Int) async {
        let ending: Course.Ending
        do throws(HookFault) {
            ending =
                switch errand {
                case .configuration: try await tellConfiguration(name, resets)
                case .reboot(let reboot): try await tell(reboot, to: name)
                }
            entries[name]?.fault = nil
        } catch {
            ending = .failed
            // What is ended because the phone stops is no fault of the hook.
            if !error.isOurs {
                entries[name]?.fault = error
                report("hook \(name): \(error)")
            }
        }
        entries[name]?.isHeld = ending == .held
        post.yield(.ended(hook: name, errand, ending))
    }

    private func tellConfiguration(_ name: String, _ resets: Int) async throws(HookFault) -> Course.Ending {
        guard let shelf, let entry = entries[name] else { return .nothingToTell }
        let (program, manifest) = try shelf.open(name)
        let snapshot = store.snapshot
        let (news, event, previous) = try await news(of: snapshot, since: entry.mark, name, manifest)
        let mark = HookMark(revision: snapshot.revision)
        guard !news.changes.isEmpty, manifest.events.contains(event) else {
            // Remembered for this run only: to find that out again costs less than writing it down each time.
            if entry.mark.revision == nil { await remember(mark, of: name) }
            told(name, mark, resets)
            return .nothingToTell
        }
        guard !news.isByHooks || entry.course.mayBeToldByHooks else { return .held }
        var letter = letter(event, of: snapshot.revision, previous: previous)
        letter.changes = news.changes
        if let revision = try? await store.revision(snapshot.revision) {
            letter.time = revision.time.iso8601
            letter.origin = Wording.origin(revision.origin)
        }
        try await run(name, program, manifest, letter)
        // A factory reset while it ran: what it was told then is not so any more.
        guard entries[name]?.resets == resets else { return .told(byHooks: false) }
        await remember(mark, of: name)
        told(name, mark, resets)
        return .told(byHooks: news.isByHooks)
    }

    private func told(_ name: String, _ mark: HookMark, _ resets: Int) {
        if entries[name]?.resets == resets { entries[name]?.mark = mark }
    }

    /// What a hook has to be told, as which event, since which revision. A revision that the history does not have any more, or not
    /// yet, as after a restored backup, tells nothing: then it is told everything.
    private func news(
        of snapshot: Snapshot, since mark: HookMark, _ name: String, _ manifest: HookManifest
    ) async throws(HookFault) -> (HookNews, HookEvent, previous: Int?) {
        do throws(StoreError) {
            if let revision = mark.revision, revision <= snapshot.revision {
                let difference = try await store.difference(from: revision, to: snapshot.revision)
                return (
                    HookNews(difference, in: snapshot.catalogue, for: manifest, hook: name), .revision, revision
                )
            }
        } catch .unknownRevision {
        } catch {
            throw .store("\(error)")
        }
        return (HookNews(all: snapshot, for: manifest), mark.whole, nil)
    }

    private func tell(_ reboot: HookReboot, to name: String) async throws(HookFault) -> Course.Ending {
        guard let shelf else { return .nothingToTell }
        let (program, manifest) = try shelf.open(name)
        guard manifest.events.contains(.reboot) else { return .nothingToTell }
        let revision = entries[name]?.mark.revision
        var letter = letter(.reboot, of: revision ?? store.snapshot.revision, previous: revision)
        letter.origin = reboot.requestedBy
        letter.reason = reboot.reason
        try await run(name, program, manifest, letter)
        return .told(byHooks: false)
    }

    private func letter(_ event: HookEvent, of revision: Int, previous: Int?) -> HookLetter {
        HookLetter(
            event: event, revision: revision, previous_revision: previous, time: wallClock().iso8601, origin: "factory",
            reason: nil, phone: IdentityRecord(identity()), changes: [])
    }

    private func run(
        _ name: String, _ program: TrustedFile, _ manifest: HookManifest, _ letter: HookLetter
    ) async throws(HookFault) {
        let start = wallClock()
        var run = ProgramRun(program, input: RecordCoding.encode(letter) + [UInt8(ascii: "\n")])
        run.limits.time = manifest.timeLimit
        run.environment.merge(environment) { _, new in new }
        run.environment["ONHOOK_HOOK"] = name
        run.environment["ONHOOK_EVENT"] = letter.event.rawValue
        var session: Int32?
        let result = await run.run { process in
            session = process
            sessions.withLock { $0[process] = name }
        }
        if let session { sessions.withLock { _ = $0.removeValue(forKey: session) } }
        entries[name]?.lastRun = HookRunRecord(
            time: start.iso8601, event: letter.event.rawValue, changes: letter.changes.count,
            succeeded: result.succeeded, result: "\(result.ending)", duration: result.duration.inSeconds)
        guard !result.succeeded else { return }
        throw .run(result.ending, lastWords: result.lastWords.map { Self.words($0, without: letter.secrets) })
    }

    /// What a hook said last, without the secrets that it was told.
    private static func words(_ words: String, without secrets: [String]) -> String {
        secrets.contains { words.contains($0) } ? "what it said holds a secret that it was told" : words
    }
}
