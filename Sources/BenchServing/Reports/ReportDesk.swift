internal import Bench
internal import FlatProfile
internal import HTTPServer
internal import Host
internal import ProfileFormat
internal import Threading

/// Takes what devices send of themselves by POST and PUT: reports of their configuration and status, and problem reports.
struct ReportDesk: Sendable {
    let context: ServingContext
    let reader: ReportReader
    let shelf: ReportShelf

    /// Reads a request whose body is there, and answers it.
    @concurrent func take(_ request: Request) async -> Response {
        Self.isProblemReport(request) ? await takeProblemReport(request) : takeReport(request)
    }

    /// By its type or its name: a form with a file, or an archive.
    static func isProblemReport(_ request: Request) -> Bool {
        let type = (request.headers["Content-Type"] ?? "").lowercased()
        let path = request.path.lowercased()
        return type.hasPrefix("multipart/form-data") || path.hasSuffix(".tar.gz") || path.hasSuffix(".tgz")
            || ["application/gzip", "application/x-gzip", "application/x-tar"].contains { type.hasPrefix($0) }
    }

    // MARK: Reports

    private func takeReport(_ request: Request) -> Response {
        let report: ReportReader.Report
        do throws(ProfileFormatError) {
            report = try reader.read(request.body, contentEncoding: request.headers["Content-Encoding"])
        } catch {
            refuse(request, "sent what is no report: \(error)", status: 400)
            return .text("This is no report: \(error)\n", status: .badRequest)
        }
        guard let (device, evidence) = sender(request) else { return unknownSender(request) }
        switch report {
        case .status(let root):
            tell(
                request, device.mac, evidence, isGood: true,
                "sent a status report (\(Shown.text(root, limit: 40)), \(request.body.count) bytes)")
        case .configuration(let document):
            do throws(ReportFault) {
                tell(request, device.mac, evidence, try reader.compare(document, with: device))
            } catch {
                tell(request, device.mac, evidence, isGood: false, "sent a report that was not compared: \(error)")
            }
        }
        return Response(.noContent)
    }

    private func tell(
        _ request: Request, _ mac: MACAddress, _ evidence: Evidence, _ comparison: ReportComparison
    ) {
        let kind = comparison.isPartial ? "a report of changes" : "a report"
        tell(request, mac, evidence, isGood: comparison.isGood, "sent \(kind): \(comparison.sentence)") { detail in
            detail.equal = comparison.equal
            detail.different = comparison.different.count
            detail.missing = comparison.missing.count
            detail.differences = comparison.different.prefix(20).map {
                .init(
                    parameter: $0.name.text, served: $0.served.map { Shown.text($0, limit: 200) },
                    reported: $0.reported.map { Shown.text($0, limit: 200) })
            }
        }
    }

    // MARK: Problem reports

    private func takeProblemReport(_ request: Request) async -> Response {
        var bytes = request.body
        var said: [String] = []
        if (request.headers["Content-Type"] ?? "").lowercased().hasPrefix("multipart/form-data") {
            do throws(FormError) {
                let form = try request.form()
                guard let file = form.items.lazy.compactMap(\.file).first(where: { !$0.bytes.isEmpty }) else {
                    refuse(request, "sent a form without a file", status: 400)
                    return .text("The form has no file; a phone calls it prt_file.\n", status: .badRequest)
                }
                bytes = file.bytes
                // Values may stand in quotation marks.
                said = form.items.filter { $0.file == nil }.map { $0.value.filter { $0 != "'" && $0 != "\"" } }
            } catch {
                refuse(request, "sent a form that cannot be read: \(error)", status: error.status.code)
                return .text("\(error)\n", status: error.status)
            }
        }
        guard bytes.starts(with: [0x1f, 0x8b]) else {
            refuse(request, "sent a problem report that is no gzip file", status: 415)
            return .text("A problem report is a .tar.gz file.\n", status: .unsupportedMediaType)
        }
        guard let (device, evidence) = sender(request, said) else { return unknownSender(request) }
        do throws(ReportShelfFault) {
            let name = try await shelf.keep(bytes, of: device.mac, at: context.now())
            tell(
                request, device.mac, evidence, isGood: false,
                "sent a problem report of \(bytes.count) bytes, kept as \(name)"
            ) { $0.file = name }
            return Response(.noContent)
        } catch {
            tell(
                request, device.mac, evidence, isGood: false,
                "sent a problem report of \(bytes.count) bytes, but \(error)")
            context.say("a problem report of \(device.mac): \(error)")
            return .text("The problem report was not kept: no room is left on the bench.\n", status: 507)
        }
    }

    // MARK: Who, and what is told

    private func sender(_ request: Request, _ said: [String] = []) -> (Device, Evidence)? {
        let address = request.peer.text
        let byText = context.book.withLock { book -> (MACAddress, Evidence)? in
            for text in said {
                if let mac = MACScan.addresses(in: text.prefix(200)).first(where: { book.register[$0] != nil }) {
                    return (mac, .text)
                }
                for word in MACScan.serialNumbers(in: text.prefix(200)) {
                    if let mac = book.register.device(serialNumber: word) { return (mac, .text) }
                }
            }
            return nil
        }
        guard
            let found = byText
                ?? context.identify(
                    address: address, path: request.path, userAgent: request.headers["User-Agent"])
        else { return nil }
        return context.book.withLock { book in
            guard let device = book.register[found.0] else { return nil }
            book.heard(found.0, from: address, by: found.1)
            return (device, found.1)
        }
    }

    private func unknownSender(_ request: Request) -> Response {
        refuse(request, "sent a report, and nothing says of which device of the job it is", status: 403)
        return .text(
            "Nothing says of which device this is: put $MA into the address of the report.\n", status: .forbidden)
    }

    /// Tells that something was not taken.
    func refuse(_ request: Request, _ what: String, status: Int) {
        let address = request.peer.text
        let found = context.identify(address: address, path: request.path, userAgent: request.headers["User-Agent"])
        let mac = found.flatMap { found in context.book.withLock { $0.register[found.mac] != nil ? found.mac : nil } }
        var detail = detail(request)
        detail.status = status
        detail.matched_by = mac == nil ? nil : found?.evidence.rawValue
        if mac == nil { detail.other = found?.mac.colonSeparated }
        let who = mac?.colonSeparated ?? found.map { "\($0.mac), which is no device of the job," } ?? "somebody"
        context.tell(
            [
                BenchEvent(
                    .refused, at: context.now(), device: mac, peer: address, subject: detail.path ?? "", isGood: false,
                    text: "\(who) at \(address.isEmpty ? "no address" : address) \(Shown.text(what, limit: 300))",
                    detail: detail.json)
            ], from: address)
    }

    private func tell(
        _ request: Request, _ mac: MACAddress, _ evidence: Evidence, isGood: Bool, _ what: String,
        _ more: (inout EventDetail) -> Void = { _ in }
    ) {
        var detail = detail(request)
        detail.matched_by = evidence.rawValue
        more(&detail)
        context.events.add([
            BenchEvent(
                .reported, at: context.now(), device: mac, peer: request.peer.text, subject: detail.path ?? "",
                isGood: isGood, text: "\(mac) \(what)", detail: detail.json)
        ])
    }

    private func detail(_ request: Request) -> EventDetail {
        var detail = EventDetail()
        detail.carrier = request.isTLS ? "https" : "http"
        detail.address = request.peer.text.isEmpty ? nil : request.peer.text
        detail.method = request.method.rawValue
        detail.path = Shown.text(request.path, limit: 300)
        detail.user_agent = request.headers["User-Agent"].map { Shown.text($0, limit: 200) }
        detail.bytes = request.body.count
        return detail
    }
}
