internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService

/// The history of the configuration: the list, one revision, differences, restore and undo.
extension Desk {
    private static let pageLength = 50

    func addHistory(to router: inout Router) {
        serve(Routes.history, in: &router, for: [.admin]) { visit in .later { await historyPage(visit) } }
        serve(Routes.revision, in: &router, for: [.admin]) { visit in .later { await revisionPage(visit) } }
        serve(Routes.difference, in: &router, for: [.admin]) { visit in .later { await differencePage(visit) } }
        serve(Routes.previewRestore, in: &router, for: [.admin]) { visit in
            .later { await restorePage(visit) }
        }
        serve(Routes.restore, in: &router, for: [.admin]) { visit in .later { await restore(visit) } }
        serve(Routes.undo, in: &router, for: [.admin]) { visit in .later { await undo(visit) } }
        serve(Routes.revisionExport, in: &router, for: [.admin]) { visit in .later { await revisionExport(visit) } }
    }

    // MARK: The list

    /// The list; `typedName` and the fault are those of a savepoint that was not made.
    func historyPage(
        _ visit: Visit, typedName: String = "", nameError: String? = nil, problems: [String] = [], status: Status = .ok
    ) async -> Response {
        let query = try? visit.request.query()
        let before = query?["before"].flatMap { Int($0) }
        let filter = RevisionFilter(
            kind: query?["origin"].flatMap { Origin.Kind(rawValue: $0) }, author: query?["author"]?.nonEmpty)
        do throws(ServiceFailure) {
            let newest = service.snapshot.revision
            let records = try await service.revisions(before: before, limit: Self.pageLength + 1, matching: filter)
            let savepoints = try await service.savepoints()
            var history = HistoryPage(rows: [])
            history.rows = records.prefix(Self.pageLength).map { row($0, savepoints, visit) }
            history.present = newest
            history.origins = Origin.Kind.allCases.map {
                .init(value: $0.rawValue, label: Self.label(of: $0), isSelected: $0 == filter.kind)
            }
            history.authors = try await service.authors().map {
                .init(value: $0, label: $0, isSelected: $0 == filter.author)
            }
            history.savepoints = savepoints.map { .init($0, now: service.now) }
            history.csrfToken = visit.csrfToken
            history.typedName = typedName
            history.nameError = nameError
            history.problems = problems
            addPages(to: &history, filter, before: before, hasMore: records.count > Self.pageLength, newest: newest)
            return page(history, for: visit, at: .history, status: status)
        } catch {
            return unavailable(error, visit)
        }
    }

    private func addPages(
        to history: inout HistoryPage, _ filter: RevisionFilter, before: Int?, hasMore: Bool, newest: Int
    ) {
        guard let first = history.rows.first?.number, let last = history.rows.last?.number else { return }
        history.range = filter == .all ? "Revisions \(first) to \(last) of \(newest)" : "Revisions \(first) to \(last)"
        if hasMore { history.olderLink = Self.link(before: last, filter) }
        guard before != nil, first < newest else { return }
        // How many revisions of a filter lie above is not known: its newest are one page away.
        history.newerLink =
            filter == .all
            ? Self.link(before: min(newest, first + Self.pageLength) + 1, filter) : Self.link(before: nil, filter)
    }

    private func row(_ record: RevisionRecord, _ savepoints: [SavepointRecord], _ visit: Visit) -> HistoryPage.Row {
        HistoryPage.Row(
            number: record.number, link: Routes.revision.path(String(record.number)),
            time: Moment(Timestamp(iso8601: record.time) ?? service.now, now: service.now), origin: record.origin,
            author: record.author, note: record.note, changeCount: record.change_count,
            savepoints: savepoints.filter { $0.revision == record.number }.map(\.name),
            isPending: waits(record.number, visit))
    }

    private static func link(before revision: Int?, _ filter: RevisionFilter) -> String {
        var query: [(name: String, value: String)] = []
        if let kind = filter.kind { query.append(("origin", kind.rawValue)) }
        if let author = filter.author { query.append(("author", author)) }
        if let revision { query.append(("before", String(revision))) }
        return Routes.history.path(query: query)
    }

    private static func label(of kind: Origin.Kind) -> String {
        switch kind {
        case .web: "Web pages"
        case .profile: "Profile of a server"
        case .assignment: "Assignment of a rule"
        case .importedFile: "File"
        case .commandLine: "Command line"
        case .api: "API"
        case .tr069: "TR-069"
        case .restore: "Restore"
        case .revert: "Revert or undo"
        case .backup: "Backup"
        case .factoryReset: "Factory reset"
        }
    }

    // MARK: One revision

    private func revisionPage(_ visit: Visit) async -> Response {
        guard let number = visit.captures["number"].flatMap({ Int($0) }) else {
            return missing(visit.request, .notFound)
        }
        do throws(ServiceFailure) {
            guard let record = try await service.revision(number) else { return noSuchRevision(number, visit) }
            let names = try await service.savepoints().filter { $0.revision == number }.map(\.name)
            return page(revisionPage(of: record, names, visit), for: visit, at: .history)
        } catch {
            return unavailable(error, visit)
        }
    }

    private func revisionPage(of record: RevisionRecord, _ names: [String], _ visit: Visit) -> RevisionPage {
        let snapshot = service.snapshot
        let time = Timestamp(iso8601: record.time) ?? service.now
        var page = RevisionPage(
            number: record.number, time: Moment(time, now: service.now), origin: record.origin, author: record.author,
            note: record.note,
            savepoints: names, changes: (record.changes ?? []).map { ShownChange($0, in: snapshot) },
            isNewest: record.number == snapshot.revision, historyLink: Routes.history.path(),
            csrfToken: visit.csrfToken)
        if record.number > 1 { page.olderLink = Routes.revision.path(String(record.number - 1)) }
        if record.number < snapshot.revision { page.newerLink = Routes.revision.path(String(record.number + 1)) }
        return page
    }

    private func noSuchRevision(_ number: Int, _ visit: Visit) -> Response {
        message(
            "No such revision", "The history has no revision \(number).", status: .notFound, to: visit.request,
            visit: visit, back: .init(label: "To the history", href: Routes.history.path()))
    }

    private func revisionExport(_ visit: Visit) async -> Response {
        guard let number = visit.captures["number"].flatMap({ Int($0) }) else {
            return missing(visit.request, .notFound)
        }
        do throws(ServiceFailure) {
            return .configuration(
                try await service.exportedConfiguration(at: number, changedOnly: visit.asksForChangedOnly),
                named: "cfg-\(number).xml")
        } catch {
            return error.isMissing ? noSuchRevision(number, visit) : unavailable(error, visit)
        }
    }

    // MARK: Differences

    private func differencePage(_ visit: Visit) async -> Response {
        let query = try? visit.request.query()
        let (from, to) = (query?["from"] ?? "", query?["to"] ?? "")
        guard let first = Int(from), let last = Int(to) else {
            return page(
                DifferencePage(
                    from: String(from.prefix(20)), to: String(to.prefix(20)),
                    sentence: "Name two revisions by their numbers; 0 is the factory state.", changes: []),
                for: visit, at: .history, status: query?["from"] == nil && query?["to"] == nil ? .ok : .badRequest)
        }
        do throws(ServiceFailure) {
            let snapshot = service.snapshot
            let changes = try await service.difference(from: first, to: last).map { ShownChange($0, in: snapshot) }
            let sentence =
                changes.isEmpty
                ? "Revisions \(first) and \(last) hold the same values."
                : "From revision \(first) to revision \(last) \(Phrase.parameters(changes.count)) change."
            return page(
                DifferencePage(from: from, to: to, sentence: sentence, changes: changes), for: visit, at: .history)
        } catch {
            guard error.isMissing else { return unavailable(error, visit) }
            return page(
                DifferencePage(from: from, to: to, sentence: Phrase.sentence(error.sentence), changes: []), for: visit,
                at: .history, status: .notFound)
        }
    }

    // MARK: Restore and undo

    private func restorePage(
        _ visit: Visit, form: FormItems? = nil, problems: [String] = [], faults: [FieldFault] = [],
        status: Status = .ok
    ) async -> Response {
        guard let number = visit.captures["number"].flatMap({ Int($0) }) else {
            return missing(visit.request, .notFound)
        }
        do throws(ServiceFailure) {
            let preview = try await service.restorePreview(number)
            let snapshot = service.snapshot
            let count = preview.changes.count
            var shown = RestorePage(
                number: number, base: preview.based_on,
                sentence: count == 0
                    ? "Nothing would change: the present values are those of revision \(number)."
                    : "\(Phrase.sentence("\(Phrase.parameters(count)) would change")) The passwords of the web pages stay as they are.",
                effects: preview.effects.map(ShownEffect.init),
                changes: preview.changes.map { ShownChange($0, in: snapshot) }, csrfToken: visit.csrfToken)
            shown.note = form?["note"] ?? ""
            shown.confirmation = confirmationField(preview.locks_out, form, faults: faults)
            shown.problems = problems
            shown.noteError = faults.first { $0.name == "note" }.map { Phrase.sentence($0.sentence) }
            return page(shown, for: visit, at: .history, status: status)
        } catch {
            return error.isMissing ? noSuchRevision(number, visit) : unavailable(error, visit)
        }
    }

    private func restore(_ visit: Visit) async -> Response {
        guard let form = try? visit.request.form() else { return badForm(visit.request) }
        guard let number = visit.captures["number"].flatMap({ Int($0) }) else {
            return missing(visit.request, .notFound)
        }
        do throws(SubmissionRefusal) {
            let revision = try await service.restore(
                number, by: visit.principal, note: form["note"] ?? "", basedOn: form["revision"].flatMap { Int($0) },
                confirming: try accepted(confirmationWish(form, visit)))
            return await done(revision, visit) { "Revision \(number) is restored: \($0) changed." }
        } catch {
            switch error {
            case .missing: return noSuchRevision(number, visit)
            case .faults(let faults):
                return await restorePage(visit, form: form, faults: faults, status: Self.status(of: error))
            default:
                return await restorePage(
                    visit, form: form, problems: [Phrase.sentence("\(error)")], status: Self.status(of: error))
            }
        }
    }

    private func undo(_ visit: Visit) async -> Response {
        guard let form = try? visit.request.form() else { return badForm(visit.request) }
        guard let number = form["revision"].flatMap({ Int($0) }) else {
            return await historyPage(
                visit, problems: ["Name the revision that is to be undone."], status: .unprocessableContent)
        }
        do throws(SubmissionRefusal) {
            let revision = try await service.undo(
                number, by: visit.principal, note: form["note"] ?? "",
                confirming: try accepted(confirmationWish(form, visit)))
            return await done(revision, visit) { "Revision \(number) is undone: \($0) changed." }
        } catch {
            return await historyPage(visit, problems: [Phrase.sentence("\(error)")], status: Self.status(of: error))
        }
    }

    private func done(
        _ revision: RevisionRecord?, _ visit: Visit, _ sentence: (String) -> String
    ) async -> Response {
        guard let revision else {
            leave(Notice(kind: .info, sentence: "Nothing was different, so nothing was stored."), for: visit)
            return .redirect(to: Routes.history.path())
        }
        if let next = await confirmation(of: revision, visit) { return next }
        leave(
            Notice(
                kind: .success, sentence: sentence(Phrase.parameters(revision.change_count)),
                link: .init(label: "See what changed", href: Routes.revision.path(String(revision.number)))),
            for: visit)
        return .redirect(to: Routes.history.path())
    }

    /// The page when the store cannot be read.
    func unavailable(_ error: ServiceFailure, _ visit: Visit) -> Response {
        message(
            "Not possible now", Phrase.sentence("\(error)"), status: .serviceUnavailable, to: visit.request,
            visit: visit)
    }
}

extension Visit {
    /// Whether only what differs from the factory state is asked for: `?changed=1`.
    var asksForChangedOnly: Bool {
        let word = (try? request.query())?["changed"]
        return word.map { !["0", "false", "no"].contains($0) } ?? false
    }
}

extension Response {
    /// A configuration as a file.
    static func configuration(_ bytes: [UInt8], named name: String) -> Response {
        var response = Response(type: "application/xml; charset=utf-8", body: .bytes(bytes))
        response.headers["Content-Disposition"] = HeaderValue(escaping: "attachment; filename=\"\(name)\"")
        return response
    }
}
