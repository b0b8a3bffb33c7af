import FlatProfile
import Foundation
import Store
import TestSupport
import Testing
import Threading

@testable import PhoneService

/// What every kind of bad input must come to: its class, one sentence, a next attempt, nothing changed.
extension TrialPhone {
    /// What stands in no record and no log, whatever a server answers.
    static let secret = "Trial-Secret-1"

    /// Resyncs by a rule that must fail, and looks at all that it leaves behind.
    ///
    /// - Parameter outcome: The class of the status table.
    /// - Parameter part: What the sentence holds.
    @discardableResult
    func expectFailure(
        of rule: String, _ outcome: String, _ part: String, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> AttemptRecord {
        try await set(["Profile_Rule": rule, "GPP_SA": Self.secret])
        return try await expectFailure(outcome, part, comment: rule, sourceLocation: sourceLocation)
    }

    /// The same of the rule that Profile_Rule holds.
    @discardableResult
    func expectFailure(
        _ outcome: String, _ part: String, comment rule: String = "", sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> AttemptRecord {
        let before = store.snapshot
        let record = try #require(
            await service.resync(by: Self.admin).attempts.first, "\(rule)", sourceLocation: sourceLocation)
        let sentence = record.error ?? "no error"
        let comment: Comment = "\(rule): \(sentence)"
        #expect(record.outcome == outcome, comment, sourceLocation: sourceLocation)
        #expect(record.result == "failed", comment, sourceLocation: sourceLocation)
        #expect(sentence.contains(part), comment, sourceLocation: sourceLocation)
        #expect(isSentence(sentence), comment, sourceLocation: sourceLocation)
        #expect(record.changed.isEmpty && record.revision == nil, comment, sourceLocation: sourceLocation)
        #expect(
            record.next?.reason.contains("Resync_Error_Retry_Delay") == true, "\(rule): \("\(record.next as Any)")",
            sourceLocation: sourceLocation)
        #expect(store.snapshot.revision == before.revision, comment, sourceLocation: sourceLocation)
        #expect(store.snapshot.settings == before.settings, comment, sourceLocation: sourceLocation)
        #expect(service.status(recentAttempts: 1).attempts == [record], comment, sourceLocation: sourceLocation)
        let told = String(decoding: RecordCoding.encode(record), as: UTF8.self) + log.withLock { $0.joined() }
        #expect(!told.contains(Self.secret), comment, sourceLocation: sourceLocation)
        return record
    }

    /// The phone still does what it is there for.
    func expectGoodResync(sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let server = try NginxServer(files: ["good.xml": "<flat-profile><GPP_P>goes on</GPP_P></flat-profile>"])
        let record = try await resync(by: "http://127.0.0.1:\(server.port)/good.xml")
        #expect(record.outcome == "A", "\(record.error ?? "")", sourceLocation: sourceLocation)
        #expect(store.snapshot["GPP_P"] == "goes on", sourceLocation: sourceLocation)
    }
}

/// Whether a text is one line for people: it can be shown as it is, and ends with a word.
func isSentence(_ text: String) -> Bool {
    guard let last = text.unicodeScalars.last, text.count < 1000 else { return false }
    let isClean = text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    return isClean && !["Optional(", "Error Domain"].contains { text.contains($0) }
        && !".,:; \n".unicodeScalars.contains(last)
}

/// A server that answers every request with what it was given last.
final class ChangingServer: Sendable {
    private let answer: Locked<[UInt8]>
    private let server: ScriptedServer
    var url: String { "http://127.0.0.1:\(server.port)/x.xml" }

    init() throws {
        let answer = Locked<[UInt8]>([])
        server = try ScriptedServer { connection in
            while connection.readRequest() != nil { connection.send(answer.withLock { $0 }) }
        }
        self.answer = answer
    }

    /// What it answers from now on, with a length that is right.
    func serve(_ body: [UInt8], headers: [String] = []) {
        let head = (["HTTP/1.1 200 OK", "Content-Length: \(body.count)"] + headers).map { $0 + "\r\n" }.joined()
        answer.withLock { $0 = Array((head + "\r\n").utf8) + body }
    }

    /// What it answers from now on, as it stands on the wire.
    func serve(whole answer: String) { self.answer.withLock { $0 = Array(answer.utf8) } }
}
