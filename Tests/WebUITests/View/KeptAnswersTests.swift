import HTTPServer
import Testing

@testable import WebUI

/// Pages that are given again: only to the same question under the same circumstances.
@Suite struct KeptAnswersTests {
    private typealias Circumstances = KeptAnswers.Circumstances

    private static let present = Circumstances(revision: 1, events: 2, second: 3, listeners: .init())

    private static func question(
        _ target: String = "/voice/sip", cookie: String = "onhook=a; onhook_view=basic", languages: String = "de",
        isTLS: Bool = false
    ) throws -> KeptAnswers.Question {
        let headers = [("Cookie", cookie), ("Accept-Language", languages), ("User-Agent", "\(target.count)")]
        let request = try #require(
            Request(
                method: .get, target: target, headers: headers.map { .init(name: $0.0, value: $0.1) }, isTLS: isTLS))
        return try #require(KeptAnswers.Question(request))
    }

    /// Whether that is answered anew where the usual question was answered before.
    private static func isMade(
        _ question: KeptAnswers.Question, _ change: (inout Circumstances) -> Void = { _ in }
    ) throws -> Bool {
        let answers = KeptAnswers()
        _ = answers.answer(to: try Self.question(), under: present) { .html(bytes: [1]) }
        var circumstances = present
        change(&circumstances)
        return answers.answer(to: question, under: circumstances) { .html(bytes: [2]) }.body.bytes == [2]
    }

    @Test func theSameQuestionIsAnsweredOnce() throws {
        #expect(try !Self.isMade(Self.question()))
    }

    @Test func whateverAPageDependsOnHasItMadeAgain() throws {
        #expect(try Self.isMade(Self.question("/voice/phone")))
        #expect(try Self.isMade(Self.question("/voice/sip?changed=1")))
        #expect(try Self.isMade(Self.question(cookie: "onhook=b; onhook_view=basic")))
        #expect(try Self.isMade(Self.question(cookie: "onhook=a; onhook_view=advanced")))
        #expect(try Self.isMade(Self.question(languages: "en")))
        #expect(try Self.isMade(Self.question(isTLS: true)))
        #expect(try Self.isMade(Self.question()) { $0.revision += 1 })
        #expect(try Self.isMade(Self.question()) { $0.events += 1 })
        #expect(try Self.isMade(Self.question()) { $0.second += 1 })
        #expect(try Self.isMade(Self.question()) { $0.listeners.fault = "The port is in use" })
    }

    @Test func onlyWhatWasReadIsKept() throws {
        let head = try #require(Request(method: .head, target: "/voice/sip"))
        let post = try #require(Request(method: .post, target: "/voice/sip"))
        #expect(KeptAnswers.Question(head) == nil)
        #expect(KeptAnswers.Question(post) == nil)
    }

    @Test func aRefusalIsNotKept() throws {
        let answers = KeptAnswers()
        let question = try Self.question()
        _ = answers.answer(to: question, under: Self.present) { .html(bytes: [1], status: .forbidden) }
        #expect(answers.answer(to: question, under: Self.present) { .html(bytes: [2]) }.body.bytes == [2])
    }

    @Test func theOldestMakesRoomAndComesBack() throws {
        let answers = KeptAnswers()
        for number in 0..<20 {
            _ = answers.answer(to: try Self.question("/voice/ext/\(number)"), under: Self.present) {
                .html(bytes: [UInt8(number)])
            }
        }
        func bytes(_ target: String) throws -> [UInt8] {
            answers.answer(to: try Self.question(target), under: Self.present) { .html(bytes: [99]) }.body.bytes
        }
        #expect(try bytes("/voice/ext/0") == [99])
        #expect(try bytes("/voice/ext/19") == [19])
    }
}
