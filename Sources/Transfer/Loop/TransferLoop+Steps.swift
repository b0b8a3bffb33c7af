import CCurl
import Glibc

/// The way of one activity, from its first step to its answer.
extension TransferLoop {
    func perform(_ move: FetchCourse.Move, for activity: Activity) {
        switch move {
        case .findRoutes(let url): findRoutes(to: url, for: activity)
        case .lookUp(let targets):
            activity.phase = .lookingUp(since: .now)
            watchClock(for: activity)
            lookUp(targets[...], found: [], for: activity)
        case .attempt(let hop):
            guard let course = activity.course else { return }
            guard admits?(course.url.host, hop.endpoint) ?? true else { return refuse(hop.endpoint, for: activity) }
            course.request.willTry?(hop.endpoint)
            let remaining = activity.order.limits.total - (.now - activity.started)
            start(Exchange(course, at: hop, remaining: remaining, connections: connections), for: activity)
        case .finish(let result):
            finish(activity) { activity in
                guard case .fetch(_, _, let answer) = activity.order else { return }
                answer.resume(returning: TransferReport(steps: activity.course?.steps ?? [], result: result))
            }
        }
    }

    /// Nobody tries another address: whoever is led to a forbidden one is not to be led on.
    private func refuse(_ endpoint: Endpoint, for activity: Activity) {
        finish(activity) { $0.order.fail(.notAdmitted(endpoint), after: $0.course?.steps ?? []) }
    }

    private func findRoutes(to url: TransferURL, for activity: Activity) {
        guard let finder = activity.course?.request.proxyFinder else { return }
        let ticket = activity.order.ticket
        let task = Task { [inbox] in
            let decision = await finder.decide(for: url)
            _ = inbox.post(.routes(ticket, decision))
        }
        activity.phase = .findingRoutes(since: .now, task)
        aside += 1
        watchClock(for: activity)
    }

    /// For a moment more activities may run than there are turns.
    func foundRoutes(_ decision: ProxyDecision, for activity: Activity) {
        guard case .findingRoutes(let since, _) = activity.phase else { return }
        aside -= 1
        activity.phase = .lookingUp(since: .now)
        if let move = activity.course?.foundRoutes(decision, after: .now - since) { perform(move, for: activity) }
    }

    /// One target after the other; those that cannot be found are left out unless none can.
    private func lookUp(
        _ targets: ArraySlice<ServiceTarget>, found: [FetchCourse.Found], for activity: Activity
    ) {
        guard let target = targets.first else { return lookedUp(found, for: activity) }
        let next = { [weak self] (result: Result<[String], TransferFailure>) in
            guard let self, activities[activity.order.ticket] === activity, case .lookingUp = activity.phase else {
                return
            }
            let found = found + [FetchCourse.Found(target: target, result: result)]
            lookUp(targets.dropFirst(), found: found, for: activity)
        }
        guard !TransferURL.isAddress(target.host) else { return next(.success([target.host])) }
        if let fault = TransferURL.hostFault(target.host) { return next(.failure(.badURL(fault))) }
        guard let course = activity.course else { return }
        do throws(TransferFailure) {
            try channel(course.request.resolver).addresses(of: target.host, done: next)
        } catch {
            next(.failure(error))
        }
    }

    private func lookedUp(_ found: [FetchCourse.Found], for activity: Activity) {
        guard case .lookingUp(let since) = activity.phase else { return }
        if let move = activity.course?.lookedUp(found, after: .now - since) { perform(move, for: activity) }
    }

    func start(_ exchange: Exchange, for activity: Activity) {
        do throws(TransferFailure) {
            let attempt = try Attempt(exchange, at: .now)
            activity.phase = .attempting(attempt)
            try add(attempt, for: activity)
        } catch {
            abandon(activity, error)
        }
    }

    private func add(_ attempt: Attempt, for activity: Activity) throws(TransferFailure) {
        byEasy[attempt.easy] = activity
        watchClock(for: activity)
        let code = curl_multi_add_handle(multi, attempt.easy)
        guard code == CURLM_OK else {
            byEasy[attempt.easy] = nil
            throw .other(code: Int(code.rawValue), String(cString: curl_multi_strerror(code)))
        }
    }

    // MARK: Ends

    func collectFinished() {
        var code = CURLE_OK
        while let easy = ccurl_next_finished(multi, &code) {
            guard let activity = byEasy[easy] else { continue }
            ended(activity, with: code)
        }
    }

    private func ended(_ activity: Activity, with code: CURLcode?) {
        switch activity.phase {
        case .findingRoutes, .lookingUp: break
        case .attempting(let attempt):
            let outcome = attempt.outcome(code, at: .now)
            remove(attempt)
            settle(outcome, of: attempt.exchange, for: activity)
        case .probing(let probe, var outcome):
            if case .certificate(let host, let fault)? = outcome.failure {
                let chain = probe.certificates
                outcome.failure = .certificate(host: host, fault.explained(by: chain, at: time(nil)))
                outcome.certificate = outcome.certificate ?? chain.first?.summary
            }
            remove(probe)
            proceed(with: outcome, for: activity)
        }
    }

    private func remove(_ attempt: Attempt) {
        byEasy[attempt.easy] = nil
        curl_multi_remove_handle(multi, attempt.easy)
    }

    /// A certificate that OpenSSL refused is gone when libcurl reports it: what it said is fetched by a bare handshake.
    private func settle(_ outcome: FetchCourse.Outcome, of exchange: Exchange, for activity: Activity) {
        guard case .certificate(_, let fault)? = outcome.failure, fault.wantsExplanation else {
            return proceed(with: outcome, for: activity)
        }
        do throws(TransferFailure) {
            let probe = try Attempt(exchange.certificateProbe, at: .now)
            activity.phase = .probing(probe, outcome)
            try add(probe, for: activity)
        } catch {
            proceed(with: outcome, for: activity)
        }
    }

    private func proceed(with outcome: FetchCourse.Outcome, for activity: Activity) {
        if case .local = activity.order { return finishLocal(activity, outcome) }
        guard let move = activity.course?.ended(outcome, after: .now - activity.started) else { return }
        perform(move, for: activity)
    }

    private func finishLocal(_ activity: Activity, _ outcome: FetchCourse.Outcome) {
        finish(activity) { activity in
            guard case .local(_, _, let answer) = activity.order else { return }
            if let failure = outcome.failure { return answer.resume(returning: .failure(failure)) }
            answer.resume(
                returning: .success(
                    LocalResponse(
                        status: outcome.answer.status ?? 0, contentType: outcome.answer.contentType,
                        body: outcome.answer.body)))
        }
    }

    /// Its time seems to be over; it may have moved on since the deadline was set.
    func reconsider(_ activity: Activity, at now: Instant) {
        guard activity.deadline <= now else { return watchClock(for: activity) }
        let limits = activity.order.limits
        if activity.started + limits.total <= now {
            timeOut(activity, .failure(.totalTimeout(after: limits.total)))
        } else if case .attempting(let attempt) = activity.phase, !attempt.isConnected {
            timeOut(activity, .notConnected)
        } else {
            timeOut(activity, .failure(.idleTimeout(after: limits.idle)))
        }
    }

    private func timeOut(_ activity: Activity, _ stop: Attempt.Stop) {
        switch (activity.phase, stop) {
        case (.attempting(let attempt), _):
            attempt.stop = stop
            ended(activity, with: nil)
        case (.probing, _): ended(activity, with: nil)
        case (.findingRoutes(let since, _), _):
            let total = activity.order.limits.total
            stepAside(activity)
            activity.phase = .lookingUp(since: since)
            lookUpEnded(activity, .totalTimeout(after: total), since: since)
        case (.lookingUp(let since), .failure(.totalTimeout(let limit))):
            lookUpEnded(activity, .totalTimeout(after: limit), since: since)
        case (.lookingUp(let since), _):
            let name = activity.course?.nameToLookUp ?? activity.serviceName
            lookUpEnded(activity, .nameServerFailed(name: name, reason: "no answer in time"), since: since)
        }
    }

    private func lookUpEnded(_ activity: Activity, _ failure: TransferFailure, since: Instant) {
        guard let move = activity.course?.lookUpFailed(failure, after: .now - since) else {
            return abandon(activity, failure)
        }
        perform(move, for: activity)
    }

    /// Ends it at once, wherever it is.
    func abandon(_ activity: Activity, _ failure: TransferFailure) {
        switch activity.phase {
        case .findingRoutes: stepAside(activity)
        case .lookingUp: break
        case .attempting(let attempt), .probing(let attempt, _): remove(attempt)
        }
        finish(activity) { $0.order.fail(failure, after: $0.course?.steps ?? []) }
    }

    /// The finder is told that nobody waits any more.
    private func stepAside(_ activity: Activity) {
        guard case .findingRoutes(_, let task) = activity.phase else { return }
        task.cancel()
        aside -= 1
    }

    /// The one place where an activity ends; a late answer to a look-up finds it gone.
    func finish(_ activity: Activity, _ answer: (Activity) -> Void) {
        guard activities[activity.order.ticket] === activity else { return }
        activities[activity.order.ticket] = nil
        answer(activity)
        if activities.isEmpty { deadlines.removeAll() }
    }
}

extension Activity {
    fileprivate var serviceName: String {
        if case .services(let question, _, _) = order { question.name } else { "" }
    }
}
