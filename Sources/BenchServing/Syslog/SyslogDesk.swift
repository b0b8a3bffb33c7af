internal import Bench
internal import FlatProfile
internal import PhoneService
internal import Threading

/// Takes what devices say by syslog: what tells how their provisioning went becomes an event, all of it a line of a file.
final class SyslogDesk: Sendable {
    private let context: ServingContext
    private let file: SyslogFile
    private let gate = Locked(
        FloodGate(each: .init(burst: 200, perSecond: 20), together: .init(burst: 20_000, perSecond: 2000)))

    init(_ context: ServingContext, file: SyslogFile) {
        self.context = context
        self.file = file
    }

    /// Takes a datagram; called on the thread of the socket.
    func take(_ bytes: ArraySlice<UInt8>, from address: String) {
        let moment = Double(MonotonicTime.now.nanoseconds) / 1e9
        let (isTaken, report) = gate.withLock { ($0.takes(address, at: moment), $0.report(at: moment)) }
        if let report {
            context.say(
                "\(report.count) messages of syslog were thrown away, because they came too fast, most of them from \(report.worst.isEmpty ? "many addresses" : report.worst)"
            )
        }
        guard isTaken else { return }
        let message = SyslogText(bytes)
        guard !message.text.isEmpty else { return }
        let found = sender(of: message, at: address)
        if !file.add("\(context.now().iso8601) \(address) \(found?.mac.colonSeparated ?? "-") \(message.text)") {
            context.say("syslog cannot be written into its file; what tells how provisioning went is kept all the same")
        }
        guard let outcome = message.outcome, let found else { return }
        var detail = EventDetail()
        detail.carrier = "syslog"
        detail.address = address
        detail.severity = message.severity
        detail.matched_by = found.evidence.rawValue
        context.events.add([
            BenchEvent(
                .reported, at: context.now(), device: found.mac, peer: address, subject: "syslog",
                isGood: outcome == .success, text: "\(found.mac) said: \(Shown.text(message.text, limit: 400))",
                detail: detail.json)
        ])
    }

    /// A device of the job; nil for all others. What a text says counts only where no lease says otherwise.
    private func sender(of message: SyslogText, at address: String) -> (mac: MACAddress, evidence: Evidence)? {
        let wire = context.neighbours.mac(of: address)
        return context.book.withLock { book in
            if let mac = book.lease(of: address) { return book.register[mac] == nil ? nil : (mac, .lease) }
            if let mac = message.macs.first(where: { book.register[$0] != nil }) {
                book.heard(mac, from: address, by: .text)
                return (mac, .text)
            }
            // Somebody whom the job does not know speaks of itself, wherever it stands.
            if !message.macs.isEmpty, wire.map({ book.register[$0] == nil }) ?? true { return nil }
            guard let found = book.identify(address: address, path: "", userAgent: nil, wire: wire),
                book.register[found.mac] != nil
            else { return nil }
            return found
        }
    }
}
