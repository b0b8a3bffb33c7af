/// One call that the loop works on, from its order to its one answer. It lives on the loop's thread only.
final class Activity {
    typealias Instant = ContinuousClock.Instant

    /// What was ordered, and where the answer goes. Every order that the inbox accepted is answered exactly once.
    enum Order: Sendable {
        case fetch(TransferRequest, Ticket, CheckedContinuation<TransferReport, Never>)
        case local(LocalRequest, Ticket, CheckedContinuation<Result<LocalResponse, TransferFailure>, Never>)
        case services(ServiceQuestion, Ticket, CheckedContinuation<Result<[ServiceRecord], TransferFailure>, Never>)

        var ticket: Ticket {
            switch self {
            case .fetch(_, let ticket, _), .local(_, let ticket, _), .services(_, let ticket, _): ticket
            }
        }

        var limits: TransferLimits {
            switch self {
            case .fetch(let request, _, _): request.limits
            case .local(let request, _, _): request.limits
            case .services(let question, _, _): question.limits
            }
        }

        /// Answers with a failure and what had been tried.
        func fail(_ failure: TransferFailure, after steps: [TransferStep] = []) {
            switch self {
            case .fetch(_, _, let answer):
                answer.resume(returning: TransferReport(steps: steps, result: .failure(failure)))
            case .local(_, _, let answer): answer.resume(returning: .failure(failure))
            case .services(_, _, let answer): answer.resume(returning: .failure(failure))
            }
        }
    }

    enum Phase {
        /// A finder of routes is at work, on other threads; its transfers take their own turns.
        case findingRoutes(since: Instant, Task<Void, Never>)
        case lookingUp(since: Instant)
        case attempting(Attempt)
        /// Looking at a certificate that was refused; the outcome of the attempt before waits for it.
        case probing(Attempt, FetchCourse.Outcome)
    }

    let order: Order
    let started: Instant
    /// For a fetch: what to do next.
    var course: FetchCourse?
    var phase: Phase

    init(_ order: Order, at now: Instant) {
        self.order = order
        started = now
        phase = .lookingUp(since: now)
        if case .fetch(let request, _, _) = order { course = FetchCourse(request) }
    }

    /// Whether others may have its turn meanwhile. A finder must not wait for a turn that is held by who waits for the finder.
    var isAside: Bool {
        if case .findingRoutes = phase { true } else { false }
    }

    /// When somebody must look at it again, unless something moves before.
    var deadline: Instant {
        let limits = order.limits
        let phaseEnd =
            switch phase {
            case .findingRoutes: started + limits.total
            case .lookingUp(let since): since + limits.lookUp
            case .attempting(let attempt) where attempt.isConnected: attempt.lastProgress + limits.idle
            case .attempting(let attempt), .probing(let attempt, _): attempt.started + limits.connect
            }
        return min(started + limits.total, phaseEnd)
    }
}

/// An SRV look-up.
struct ServiceQuestion: Sendable {
    var name: String
    var resolver: NameServers
    var limits: TransferLimits
}
