import TestSupport
import Testing
import Threading

@testable import Transfer

/// Name servers that lie. Whatever they say, a look-up ends, with a failure that tells why or with addresses in a number that can be tried.
@Suite struct HostileDNSTests {
    private typealias Question = ScriptedDNSServer.Question

    private static let name = "_ciscoprov-https._tls.onhook.test"

    private func services(
        within limit: Duration = .seconds(20), _ answer: @escaping @Sendable (ScriptedDNSServer.Question) -> [UInt8]?
    ) async throws -> Result<[ServiceRecord], TransferFailure> {
        let server = try ScriptedDNSServer(answer)
        let client = try TransferClient()
        let result: Result<[ServiceRecord], TransferFailure>
        do throws(TransferFailure) {
            result = .success(
                try await client.lookupSRV(
                    Self.name, resolver: .servers([loopback(server.port)]), limits: .with { $0.lookUp = limit }))
        } catch {
            result = .failure(error)
        }
        await client.shutdown()
        return result
    }

    private func isServerFailure(_ result: Result<[ServiceRecord], TransferFailure>) -> Bool {
        if case .failure(.nameServerFailed(Self.name, _)) = result { true } else { false }
    }

    private static func srv(_ target: [UInt8], priority: UInt8 = 1, port: UInt16 = 443) -> [UInt8] {
        Question.record(type: 33, [0, priority, 0, 0, UInt8(port >> 8), UInt8(port & 0xff)] + target)
    }

    @Test func takesATargetOfARootForNoService() async throws {
        let result = try await services { $0.answer([Self.srv([0])]) }
        #expect(result == .failure(.nameNotFound(Self.name)))
    }

    /// A name that points at itself, at the pointer behind it, and far beyond the message.
    @Test(arguments: [0, 1, 2])
    func endsALoopOfPointers(kind: Int) async throws {
        let result = try await services { question in
            // The data begins behind header, question, and the record's 12 bytes; the target 6 bytes later.
            let target = 12 + question.section.count + 12 + 6
            let pointer = [target, target + 2, 0x3fff][kind]
            let bytes = [UInt8(0xc0 | pointer >> 8), UInt8(pointer & 0xff)]
            return question.answer([Self.srv(kind == 1 ? bytes + [0xc0, UInt8(target)] : bytes)])
        }
        #expect(isServerFailure(result), "\(result)")
    }

    @Test func refusesARecordThatIsCutOff() async throws {
        let result = try await services { question in
            Array(question.answer([Self.srv(Question.labels("a.onhook.test"))]).dropLast(6))
        }
        #expect(isServerFailure(result), "\(result)")
    }

    /// The header promises more records than there are.
    @Test func refusesACountThatLies() async throws {
        let result = try await services { question in
            question.answer([Self.srv(Question.labels("a.onhook.test"))], count: 10_000)
        }
        #expect(isServerFailure(result), "\(result)")
    }

    @Test func refusesAnswersOfAnotherQuestion() async throws {
        let result = try await services { question in
            let other = Question.labels("evil.onhook.test") + [0, 33, 0, 1]
            return question.number + [0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0] + other
                + Self.srv(Question.labels("a.onhook.test"))
        }
        #expect((try? result.get()) == nil, "\(result)")
    }

    @Test(arguments: ["a b.onhook.test", "a\r\nX.onhook.test", "a/../b.onhook.test", "a@b.onhook.test"])
    func triesNoTargetThatIsNoName(target: String) async throws {
        let dns = try ScriptedDNSServer { question in
            question.type == 33 ? question.answer([Self.srv(Question.labels(target))]) : question.answer([])
        }
        let client = try TransferClient()
        let resolver = NameServers.servers([loopback(dns.port)])
        if let records = try? await client.lookupSRV(Self.name, resolver: resolver) {
            let report = await client.fetch(
                TransferRequest(
                    url: .https(443, host: "onhook.test"), resolver: resolver, services: records.map(\.target)))
            guard case .badURL? = report.failure else {
                Issue.record("\(report)")
                return
            }
        }
        await client.shutdown()
    }

    /// As many as one message can hold, after a truncated answer over UDP. (10,000 would not fit in it.)
    @Test func readsAMessageFullOfRecords() async throws {
        let target: [UInt8] = [0xc0, 12]
        let result = try await services { question in
            guard question.isOverTCP else { return question.answer([], flags: [0x83, 0x80]) }
            return question.answer((0..<3200).map { Self.srv(target, port: UInt16(1 + $0)) })
        }
        let records = try result.get()
        #expect(records.count == 3200)
        #expect(records.first?.target.port == 1)
    }

    @Test func triesNoMoreAddressesThanCanBeWaitedFor() async throws {
        let port = try ListeningSocket.freePort()
        let dns = try ScriptedDNSServer { question in
            guard question.type == 1 else { return question.answer([]) }
            guard question.isOverTCP else { return question.answer([], flags: [0x83, 0x80]) }
            return question.answer(
                (0..<4000).map { Question.record(type: 1, [127, 1, UInt8($0 >> 8), UInt8($0 & 0xff)]) })
        }
        let report = try await fetch(
            TransferRequest(url: .http(port, host: "many.onhook.test"), resolver: .servers([loopback(dns.port)])))
        guard case .refused? = report.failure else {
            Issue.record("\(report.failure.map(String.init(describing:)) ?? "")")
            return
        }
        #expect(report.steps.count == 32)
        #expect(report.steps.first?.lookUps.first?.addresses.count == 4000)
    }

    /// A text record of 60 kB beside the address that was asked for.
    @Test func readsPastAHugeTextRecord() async throws {
        let server = try ScriptedServer(answers: ["HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"])
        let dns = try ScriptedDNSServer { question in
            guard question.type == 1 else { return question.answer([]) }
            guard question.isOverTCP else { return question.answer([], flags: [0x83, 0x80]) }
            let text = Array(repeating: [UInt8(255)] + [UInt8](repeating: 0x78, count: 255), count: 234).flatMap { $0 }
            return question.answer([
                Question.record(type: 16, text), Question.record(type: 1, [127, 0, 0, 1]),
            ])
        }
        let report = try await fetch(
            TransferRequest(url: .http(server.port, host: "text.onhook.test"), resolver: .servers([loopback(dns.port)]))
        )
        #expect(report.text == "a", "\(report)")
    }

    /// Truncated over UDP, and nobody listens over TCP as it should.
    @Test func givesUpATruncatedAnswerThatNeverBecomesWhole() async throws {
        let result = try await services(within: .seconds(2)) { question in
            question.isOverTCP ? nil : question.answer([], flags: [0x83, 0x80])
        }
        #expect(isServerFailure(result), "\(result)")
    }

    @Test func endsAChainOfAliases() async throws {
        let dns = try ScriptedDNSServer { question in
            let alias = Question.labels("loop.onhook.test")
            return question.answer([Question.record(type: 5, alias, name: alias)])
        }
        let report = try await fetch(
            TransferRequest(url: .http(80, host: "loop.onhook.test"), resolver: .servers([loopback(dns.port)])))
        switch report.failure {
        case .nameNotFound?, .nameServerFailed?: break
        default: Issue.record("\(report)")
        }
    }

    @Test(arguments: [1, 7, 42])
    func survivesRandomAnswers(seed: Int) async throws {
        let bytes = noise(40_000)
        let count = Locked(seed * 131)
        let result = try await services { question in
            let start = count.withLock { count in
                count += 37
                return count % 30_000
            }
            return question.number + [0x81, 0x80, 0, 1, 0, 9, 0, 0, 0, 0] + question.section
                + bytes[start..<start + 400]
        }
        #expect((try? result.get()) == nil)
    }
}
