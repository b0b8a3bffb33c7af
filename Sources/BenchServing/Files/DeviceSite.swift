internal import Bench
internal import FlatProfile
internal import HTTPServer
internal import Threading

/// What the bench answers devices by HTTP: their files, and thanks for what they send.
///
/// Nothing of an address ever becomes a path on the disk: a file is looked up by its whole name among those that devices have.
struct DeviceSite: RequestHandler {
    let context: ServingContext
    let cache: FileCache
    let desk: ReportDesk

    /// The largest report, in bytes. A full one of a real phone has some 100 kB.
    static let mostReportBytes = 4 << 20
    /// The largest problem report, in bytes.
    static let mostProblemReportBytes = 32 << 20

    func respond(to request: Request) -> Answer {
        switch request.method {
        case .get, .head: return .now(serve(request))
        case .post, .put:
            let desk = desk
            return .later { await desk.take(request) }
        default:
            var response = Response.text("This address takes GET, HEAD, POST and PUT.\n", status: .methodNotAllowed)
            response.headers["Allow"] = "GET, HEAD, POST, PUT"
            response.closesConnection = true
            return .now(response)
        }
    }

    func bodyLimit(for request: Request) -> Int? {
        switch request.method {
        case .post, .put: ReportDesk.isProblemReport(request) ? Self.mostProblemReportBytes : Self.mostReportBytes
        default: 64 << 10
        }
    }

    func response(toBodyLargerThan limit: Int, of request: Request) -> Response? {
        guard request.method == .post || request.method == .put else { return nil }
        desk.refuse(
            request, "what it sent has more than \(limit >> 20) MiB, which no report has", status: 413)
        return nil
    }

    // MARK: Files

    private func serve(_ request: Request) -> Response {
        let asked = FileRequest(
            request.isTLS ? .https : .http, address: request.peer.text, path: request.path,
            userAgent: request.headers["User-Agent"])
        var judgement = context.judge(asked)
        let response: Response
        if case .served(_, let file, _) = judgement.verdict {
            response = self.file(of: file, request, &judgement)
        } else {
            response = Self.refusal(judgement)
        }
        guard request.method == .get || judgement.refusal != nil else { return response }
        context.book.withLock { $0.record(judgement, of: asked) }
        context.tell(
            judgement.events(
                of: asked, at: context.now(), status: response.status.code, bytes: response.body.count),
            from: asked.address)
        return response
    }

    private func file(of mac: MACAddress, _ request: Request, _ judgement: inout Judgement) -> Response {
        guard let device = context.book.withLock({ $0.register[mac] }) else { return Self.refusal(judgement) }
        let file: FileCache.Entry
        do throws(ProfileFileError) {
            file = try cache.file(of: device)
        } catch {
            judgement.verdict = .refused(.noProfile("\(error)"))
            return Self.refusal(judgement)
        }
        let isKnown = request.headers.all("If-None-Match").contains(where: file.tag.isNamed)
        var response = Response(
            isKnown ? .notModified : .ok, type: isKnown ? nil : cache.type,
            body: isKnown ? .empty : .static(file.bytes))
        response.headers["ETag"] = file.tagValue
        response.headers["Cache-Control"] = "private, no-cache"
        response.headers["X-Content-Type-Options"] = "nosniff"
        if let coding = cache.contentEncoding, !isKnown { response.headers["Content-Encoding"] = coding }
        return response
    }

    private static func refusal(_ judgement: Judgement) -> Response {
        var response = Response.text(
            (judgement.refusal ?? "The device was taken out of the job.") + "\n",
            status: Status(judgement.refusal == nil ? 404 : judgement.status))
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response
    }
}

extension Response.Body {
    /// How many bytes it has, without copying them.
    fileprivate var count: Int {
        switch self {
        case .empty, .events: 0
        case .bytes(let bytes): bytes.count
        case .string(let text): text.utf8.count
        case .static(let shared): shared.count
        }
    }
}

extension Peer {
    /// The address in numbers; empty if there is none.
    var text: String {
        if case .address(let text, _) = self { text } else { "" }
    }
}
