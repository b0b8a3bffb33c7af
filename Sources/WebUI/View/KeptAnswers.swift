internal import HTTPServer
internal import Threading

/// The pages that browsers were given last, to be given again to the same browser that asks the same thing under the same circumstances:
/// whoever reloads, goes to and fro, or looks at a phone from several windows, and a script that reads a page again and again.
///
/// Who asks is checked before anybody looks here. What a page shows is the configuration, the course of things, and the time: a revision,
/// an event or a new second makes it be made again.
final class KeptAnswers: Sendable {
    /// All of a request that the look of a page depends on. Cookies hold the session, whose forms carry its token, the language and the view.
    struct Question: Hashable, Sendable {
        private let target: String
        private let cookies: [String]
        private let languages: [String]
        private let isTLS: Bool

        /// What that request asks; nil if its answer is for once.
        init?(_ request: Request) {
            guard request.method == .get else { return nil }
            target = request.target.raw
            cookies = request.headers.all("Cookie")
            languages = request.headers.all("Accept-Language")
            isTLS = request.isTLS
        }
    }

    /// All of the phone that it depends on.
    struct Circumstances: Hashable, Sendable {
        /// The revision of the configuration.
        var revision: Int
        /// How many events there were: whatever moves tells those who watch, and they were told after it had moved.
        var events: Int
        /// The second: pages tell how long ago something was, and how long it is until something will be.
        var second: Int64
        /// How the web server stands, which has no events.
        var listeners: ListenerBoard.State
    }

    private struct Kept: Sendable {
        var question: Question
        var circumstances: Circumstances
        var answer: Response
    }

    /// The pages that a few people go to and fro between; half a megabyte.
    private static let limit = 8

    private let kept = Locked<[Kept]>([])

    /// No answers.
    init() {}

    /// The answer that was given to that question under the same circumstances; else the one that is made now. The circumstances were
    /// looked at before: what moves while the answer is made spoils it.
    func answer(to question: Question, under circumstances: Circumstances, made: () -> Response) -> Response {
        let same = kept.withLock { kept in
            kept.first { $0.circumstances == circumstances && $0.question == question }?.answer
        }
        if let same { return same }
        var answer = made()
        guard answer.status == .ok else { return answer }
        if case .bytes(let bytes) = answer.body { answer.body = .static(StaticBytes(bytes)) }
        keep(Kept(question: question, circumstances: circumstances, answer: answer))
        return answer
    }

    private func keep(_ fresh: Kept) {
        kept.withLock { kept in
            kept.removeAll { $0.question == fresh.question }
            if kept.count >= Self.limit { kept.removeFirst() }
            kept.append(fresh)
        }
    }
}
