/// What an outcome means: which story it leaves, and what is to be done about it.
extension FetchCourse {
    enum Verdict {
        case finish(Result<TransferResponse, TransferFailure>)
        case redirect(TransferURL)
        case withoutOptions
        case logIn(AuthenticationStory.Scheme)
        case next(or: TransferFailure)
    }

    func verdict(on outcome: Outcome, after total: Duration) -> Verdict {
        if let failure = outcome.failure {
            if outcome.isOptionFailure, tftpBlockSize != nil { return .withoutOptions }
            return outcome.isConnectionFailure ? .next(or: failure) : .finish(.failure(failure))
        }
        guard let status = outcome.answer.status, url.scheme != .tftp else {
            return .finish(.success(response(outcome, after: total)))
        }
        switch status {
        case 200..<300: return .finish(.success(response(outcome, after: total)))
        case 301, 302:
            switch redirect(to: outcome.answer.location) {
            case .success(let next): return .redirect(next)
            case .failure(let failure): return .finish(.failure(failure))
            }
        case 300..<400: return .finish(.failure(.redirectNotFollowed(status)))
        case 401 where !carriesCredentials: return .finish(.failure(.authenticationRequired))
        case 401:
            return .finish(
                .failure(.authenticationFailed(attempts: outcome.answer.serverChallenges.tries(isLast: true))))
        case 407 where route.proxy != nil && route.proxy?.credentials == nil:
            return .finish(.failure(.proxyAuthenticationRequired))
        case 407 where route.proxy != nil:
            if present?.login == .withheld, let scheme = outcome.answer.proxyChallenges.scheme { return .logIn(scheme) }
            return .finish(.failure(.proxyAuthenticationFailed(attempts: proxyTries(outcome.answer))))
        default: return .finish(.failure(.status(status)))
        }
    }

    func authentications(_ answer: Answer) -> [AuthenticationStory] {
        var stories: [AuthenticationStory] = []
        if answer.proxyChallenges.count > 0 || present?.login == .by(.basic) {
            let scheme = present?.login == .by(.basic) ? .basic : answer.proxyChallenges.scheme
            stories.append(AuthenticationStory(asker: .proxy, scheme: scheme, tries: proxyTries(answer)))
        }
        if answer.serverChallenges.count > 0 {
            let tries = carriesCredentials ? answer.serverChallenges.tries(isLast: answer.status == 401) : 0
            stories.append(
                AuthenticationStory(asker: .server, scheme: answer.serverChallenges.scheme, tries: tries))
        }
        return stories
    }

    private func proxyTries(_ answer: Answer) -> Int {
        guard route.proxy?.credentials != nil, present?.login != .withheld else { return 0 }
        // Basic credentials go with the first request.
        if present?.login == .by(.basic) { return max(1, answer.proxyChallenges.count) }
        return answer.proxyChallenges.tries(isLast: answer.status == 407)
    }

    private func redirect(to location: String?) -> Result<TransferURL, TransferFailure> {
        guard let location, !location.isEmpty else { return .failure(.badRedirect(.noLocation)) }
        return url.following(location: location).mapError { .badRedirect($0) }.flatMap { next in
            guard visited.count <= request.limits.redirects else {
                return .failure(.tooManyRedirects(visited + [next]))
            }
            guard next.scheme == .https || url.scheme != .https || request.trust.downgrade == .followed else {
                return .failure(.badRedirect(.downgrade(to: next)))
            }
            guard next.scheme != .tftp || request.method == .get else { return .failure(.badRedirect(.bodyOverTFTP)) }
            return .success(next)
        }
    }

    private func response(_ outcome: Outcome, after total: Duration) -> TransferResponse {
        let answer = outcome.answer
        return TransferResponse(
            status: url.scheme == .tftp ? nil : answer.status, contentType: answer.contentType,
            contentEncoding: answer.contentEncoding, lastModified: answer.lastModified, body: answer.body,
            bytes: answer.bodyBytes, url: url,
            endpoint: outcome.endpoint, duration: total)
    }
}

extension Answer.Challenges {
    /// How often credentials were sent: to each demand, except that behind the last answer of the exchange came nothing more.
    func tries(isLast: Bool) -> Int { scheme == nil ? 0 : isLast ? count - 1 : count }
}
