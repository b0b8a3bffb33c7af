internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService

/// The page and the JSON of sessions: seeing and ending them.
extension Desk {
    func addSessions(to router: inout Router) {
        serve(Routes.sessions, in: &router) { visit in .now(sessionsPage(visit)) }
        serve(Routes.endSession, in: &router) { visit in .later { await endSession(visit) } }
        serve(Routes.endOtherSessions, in: &router) { visit in .later { await endOtherSessions(visit) } }
        serve(.get("/api/v1/sessions"), in: &router) { visit in
            .now(.json(RecordCoding.encode(sessionRecords(for: visit))))
        }
        serve(.delete("/api/v1/sessions"), in: &router) { visit in
            .later { .json(RecordCoding.encode(EndedSessionsRecord(ended: await endOtherSessions(by: visit)))) }
        }
        serve(.delete("/api/v1/sessions/:id"), in: &router) { visit in .later { await apiEndSession(visit) } }
    }

    private func sessionsPage(_ visit: Visit, status: Status = .ok) -> Response {
        let now = service.now
        let isForAll = visit.principal.account == .admin
        let rows = sessionRecords(for: visit).map { record in
            SessionsPage.Row(
                id: record.id, account: isForAll ? record.account : nil, browser: record.browser,
                system: record.system, address: record.address,
                lastAddress: record.last_address == record.address ? nil : record.last_address,
                since: Moment(Timestamp(iso8601: record.since) ?? now, now: now),
                lastUsed: Moment(Timestamp(iso8601: record.last_used) ?? now, now: now), isCurrent: record.current)
        }
        let logins = service.lastLogins(.exact)
        return page(
            SessionsPage(
                rows: rows, duration: sessionDuration, lastSuccess: logins.success, lastFailure: logins.failure,
                csrfToken: visit.csrfToken, now: now), for: visit, at: .sessions, status: status)
    }

    /// What Session_Idle_Timeout and Session_Max_Timeout mean, as a sentence.
    private var sessionDuration: String {
        let snapshot = service.snapshot
        let timeouts = SessionTable.Timeouts(
            idle: snapshot["Session_Idle_Timeout"], longest: snapshot["Session_Max_Timeout"])
        switch (timeouts.idle?.components.seconds, timeouts.longest?.components.seconds) {
        case (let idle?, let longest?):
            return
                "A session ends \(idle) seconds after it was last used, and \(longest) seconds after its login at the latest."
        case (let idle?, nil): return "A session ends \(idle) seconds after it was last used."
        case (nil, let longest?): return "A session ends \(longest) seconds after its login."
        case (nil, nil): return "A session lasts until somebody ends it."
        }
    }

    private func endSession(_ visit: Visit) async -> Response {
        guard let id = visit.captures["id"].flatMap({ Int($0) }), await endSession(id, by: visit) else {
            leave(Notice(kind: .info, sentence: "That session has ended already."), for: visit)
            return .redirect(to: Routes.sessions.path())
        }
        leave(Notice(kind: .success, sentence: "The session is ended."), for: visit)
        return .redirect(to: Routes.sessions.path())
    }

    private func endOtherSessions(_ visit: Visit) async -> Response {
        let sentence =
            switch await endOtherSessions(by: visit) {
            case 0: "There was no other session."
            case 1: "1 other session is ended."
            case let count: "\(count) other sessions are ended."
            }
        leave(Notice(kind: .success, sentence: sentence), for: visit)
        return .redirect(to: Routes.sessions.path())
    }

    private func apiEndSession(_ visit: Visit) async -> Response {
        guard let id = visit.captures["id"].flatMap({ Int($0) }), await endSession(id, by: visit) else {
            return .failure("there is no such session; it may have ended already", .notFound)
        }
        return .json(RecordCoding.encode(EndedSessionsRecord(ended: 1)))
    }
}
