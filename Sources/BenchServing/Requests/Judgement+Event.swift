public import Bench
public import FlatProfile
internal import Host

extension Judgement {
    /// The events that tell of a request and what it came to.
    ///
    /// - Parameter status: The status of HTTP; nil for TFTP.
    /// - Parameter bytes: How many were sent.
    public func events(of request: FileRequest, at time: Timestamp, status: Int?, bytes: Int) -> [BenchEvent] {
        var detail = EventDetail()
        detail.carrier = request.carrier.rawValue
        detail.address = request.address.isEmpty ? nil : request.address
        detail.path = Shown.text(request.path, limit: 300)
        detail.user_agent = request.userAgent.map { Shown.text($0, limit: 200) }
        detail.status = status
        detail.bytes = bytes
        detail.matched_by = evidence?.rawValue
        detail.other = otherLease?.colonSeparated
        if case .wrongFile(_, let owner, _) = verdict { detail.owner = owner.colonSeparated }
        if case .refused(.unknownDevice(let mac)) = verdict { detail.other = mac.colonSeparated }
        let event = BenchEvent(
            kind, at: time, device: device, peer: request.address, subject: Shown.text(request.path, limit: 300),
            isGood: kind == .fetched, text: sentence(request, bytes: bytes, status: status), detail: detail.json)
        guard case .wrongFile(let asker, let owner, true) = verdict else { return [event] }
        // The other one asked first, when nobody could know yet.
        var other = event
        other.device = owner
        other.peer = ""
        other.text = "\(owner) and \(asker) may be swapped: each asked for the other's file; compare their labels"
        detail.owner = asker.colonSeparated
        other.detail = detail.json
        return [event, other]
    }

    private var kind: BenchEvent.Kind {
        switch verdict {
        case .served: .fetched
        case .wrongFile: .wrongFile
        case .refused: .refused
        }
    }

    private func sentence(_ request: FileRequest, bytes: Int, status: Int?) -> String {
        let path = Shown.text(request.path, limit: 120)
        let from = request.address.isEmpty ? "" : " from \(request.address)"
        let known = evidence.map { ", known \($0.phrase)" } ?? ""
        let lease = otherLease.map { "; the address was given to \($0), compare their labels" } ?? ""
        switch verdict {
        case .served(let mac, _, let before):
            let who = mac.map(\.colonSeparated) ?? "a device that shares its file with others"
            let again = before == 0 ? "" : " again, for the \(Shown.ordinal(before + 1)) time"
            let what = status == 304 ? "has \(path) already" : "fetched \(path)"
            return "\(who) \(what)\(again): \(bytes) bytes by \(request.carrier.rawValue)\(from)\(known)\(lease)"
        case .wrongFile(let asker, let owner, let isSwapped):
            let swapped =
                isSwapped
                ? "both may be swapped, because each asked for the other's file; compare their labels"
                : "compare the labels of both"
            return
                "\(asker) asked\(from) for \(path), the file of \(owner), \(request.carrier == .tftp ? "and got it" : "and got nothing")\(known); \(swapped)\(lease)"
        case .refused(let refusal):
            return Self.sentence(refusal, who: device, path: path, from: from, known: known)
        }
    }

    private static func sentence(
        _ refusal: Refusal, who: MACAddress?, path: String, from: String, known: String
    ) -> String {
        let asker = who.map(\.colonSeparated) ?? "somebody"
        switch refusal {
        case .unknownFile(let own):
            let expected = own.isEmpty ? "no device has such a file" : "its file is \(own.joined(separator: ", "))"
            return "\(asker) asked\(from) for \(path)\(known); \(expected)"
        case .unknownDevice(let mac):
            return
                "\(mac), which is no device of the job, asked\(from) for \(path)\(known); scan it if it belongs to the job"
        case .nobody(let devices):
            return
                "somebody asked\(from) for \(path), which \(devices) devices would find there; nothing says which one this is, so it got nothing"
        case .noProfile(let reason): return "\(asker) asked\(from) for \(path)\(known), but \(reason)"
        case .brokenOff(let reason): return "\(asker) asked\(from) for \(path)\(known), but \(reason)"
        }
    }
}

/// Texts of others, fit to be shown.
enum Shown {
    /// On one line, without control characters, and cut.
    static func text(_ text: String, limit: Int) -> String {
        let line = LogText.line(text)
        let cut = LogText.prefix(of: line, bytes: limit)
        return cut.utf8.count < line.utf8.count ? cut + "…" : line
    }

    /// `2nd`.
    static func ordinal(_ number: Int) -> String {
        let ending =
            switch (number % 100, number % 10) {
            case (11...13, _): "th"
            case (_, 1): "st"
            case (_, 2): "nd"
            case (_, 3): "rd"
            default: "th"
            }
        return "\(number)\(ending)"
    }
}
