internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService

/// Savepoints: making, renaming and deleting them on the page of the history.
extension Desk {
    func addSavepoints(to router: inout Router) {
        serve(Routes.makeSavepoint, in: &router, for: [.admin]) { visit in .later { await makeSavepoint(visit) } }
        serve(Routes.renameSavepoint, in: &router, for: [.admin]) { visit in .later { await renameSavepoint(visit) } }
        serve(Routes.deleteSavepoint, in: &router, for: [.admin]) { visit in .later { await deleteSavepoint(visit) } }
    }

    private func makeSavepoint(_ visit: Visit) async -> Response {
        guard let form = try? visit.request.form() else { return badForm(visit.request) }
        let name = form["name"] ?? ""
        let number = form["revision"].map { Int($0) ?? -1 }
        do throws(SubmissionRefusal) {
            let savepoint = try await service.makeSavepoint(name, of: number, by: visit.principal)
            return done("The savepoint “\(savepoint.name)” is made.", visit)
        } catch {
            return await refused(error, typed: name, visit)
        }
    }

    private func renameSavepoint(_ visit: Visit) async -> Response {
        guard let form = try? visit.request.form() else { return badForm(visit.request) }
        do throws(SubmissionRefusal) {
            let id = try savepoint(visit)
            let savepoint = try await service.renameSavepoint(id, to: form["name"] ?? "", by: visit.principal)
            return done("The savepoint is called “\(savepoint.name)” now.", visit)
        } catch {
            return await refused(error, typed: "", visit)
        }
    }

    private func deleteSavepoint(_ visit: Visit) async -> Response {
        do throws(SubmissionRefusal) {
            try await service.deleteSavepoint(try savepoint(visit), by: visit.principal)
            return done("The savepoint is deleted; its revision stays.", visit)
        } catch {
            return await refused(error, typed: "", visit)
        }
    }

    private func savepoint(_ visit: Visit) throws(SubmissionRefusal) -> Int {
        guard let id = visit.captures["id"].flatMap({ Int($0) }) else {
            throw .missing("there is no such savepoint; the history lists those that exist")
        }
        return id
    }

    private func done(_ sentence: String, _ visit: Visit) -> Response {
        leave(Notice(kind: .success, sentence: sentence), for: visit)
        return .redirect(to: Routes.history.path())
    }

    private func refused(_ refusal: SubmissionRefusal, typed: String, _ visit: Visit) async -> Response {
        let status = Self.status(of: refusal)
        guard visit.request.acceptsPages else { return .text("\(refusal)\n", status: status) }
        let sentence = Phrase.sentence("\(refusal)")
        if case .faults = refusal {
            return await historyPage(visit, typedName: String(typed.prefix(200)), nameError: sentence, status: status)
        }
        return await historyPage(visit, problems: [sentence], status: status)
    }
}

extension HistoryPage.SavepointRow {
    init(_ record: SavepointRecord, now: Timestamp) {
        self.init(
            id: record.id, name: record.name, revision: record.revision,
            time: Moment(Timestamp(iso8601: record.time) ?? now, now: now), author: record.author)
    }
}
