import Glibc
import Testing

@testable import Host

@Suite struct PingTests {
    @Test(arguments: ["127.0.0.1", "host", "host.example", "a_b-c.d", String(repeating: "n", count: 253)])
    func namesOfHosts(name: String) { #expect(Ping.isHost(name)) }

    @Test(arguments: [
        "", "-f", "a b", "a;reboot", "$(reboot)", "a\nb", "a/b", "::1", "ä.example", "a%00", "`id`",
        String(repeating: "n", count: 254),
    ])
    func whatIsNoNameIsNotAsked(name: String) async {
        #expect(!Ping.isHost(name))
        #expect(await Ping().run(name) == .failure(.badName))
    }

    @Test func thisMachineAnswers() async throws {
        let result = await Ping(count: 2, patience: .seconds(60)).run("127.0.0.1")
        // Whether a process may ask at all is this machine's matter (icmp(7)); then it must say so.
        guard Self.isAllowed else {
            #expect(result == .failure(.notAllowed))
            return
        }
        let found = try result.get()
        #expect(found.address == "127.0.0.1")
        #expect(found.replies.count == 2)
        for reply in found.replies {
            guard case .answered(let time) = reply else {
                Issue.record("a request was not answered")
                return
            }
            #expect(time > .zero)
        }
    }

    @Test func whoIsNotThereIsSilent() async throws {
        guard Self.isAllowed else { return }
        // 240.0.0.0/4 is nobody's (RFC 1112, 4); where the system has no way there it says so at once.
        switch await Ping(count: 1, patience: .milliseconds(50)).run("240.0.0.1") {
        case .success(let result): #expect(result.replies == [.silent])
        case .failure(let failure):
            if case .system = failure { return }
            Issue.record("\(failure)")
        }
    }

    @Test func aNameThatNobodyKnowsIsToldInTheResolversWords() async {
        guard case .failure(.unknownHost(let words)) = await Ping().run("no-such-host.invalid") else {
            Issue.record("it was found")
            return
        }
        #expect(!words.isEmpty)
        #expect("\(Ping.Failure.unknownHost(words))" == "the host is not known: \(words)")
    }

    /// Whether this process gets one of the two sockets.
    private static var isAllowed: Bool {
        for type in [SOCK_DGRAM, SOCK_RAW] {
            let file = socket(AF_INET, Int32(type.rawValue), Int32(IPPROTO_ICMP))
            guard file >= 0 else { continue }
            close(file)
            return true
        }
        return false
    }
}
