import TestSupport
import Testing
import Transfer

@testable import ProxyScript

@Suite struct ProxyScriptTests {
    private func answer(
        _ script: String, url: String = "http://prov.onhook.test/p.cfg", host: String = "prov.onhook.test",
        ownAddress: String? = nil
    ) async throws -> Result<String, ProxyScriptFailure> {
        try await answer(Array(script.utf8), url: url, host: host, ownAddress: ownAddress)
    }

    private func answer(
        _ script: [UInt8], url: String = "http://a/", host: String = "a", ownAddress: String? = nil
    ) async throws -> Result<String, ProxyScriptFailure> {
        let child = ProxyScriptChild(
            command: [try BuiltProgram.path(of: "ScriptProbe")], limit: .seconds(2), ownAddress: ownAddress)
        return await child.evaluate(ProxyFinder.Question(script: script, url: url, host: host))
    }

    @Test(arguments: [
        ("return 'PROXY a:1; DIRECT';", "PROXY a:1; DIRECT"),
        ("return url + '|' + host;", "http://prov.onhook.test/p.cfg|prov.onhook.test"),
        ("return shExpMatch(host, '*.onhook.test') ? 'DIRECT' : 'PROXY b:2';", "DIRECT"),
        ("return isInNet('10.1.2.3', '10.0.0.0', '255.0.0.0') ? 'DIRECT' : 'PROXY b:2';", "DIRECT"),
        ("return isPlainHostName(host) ? 'DIRECT' : 'PROXY b:2';", "PROXY b:2"),
        ("return myIpAddress();", "192.0.2.77"), ("return '';", ""), ("return 7;", "7"), ("", "undefined"),
        ("return null;", "null"), ("return {};", "[object Object]"),
    ])
    func answersAsTheScriptSays(body: String, answer text: String) async throws {
        let result = try await answer("function FindProxyForURL(url, host) { \(body) }", ownAddress: "192.0.2.77")
        #expect(result == .success(text))
    }

    @Test(arguments: [
        ("function FindProxyForURL(u, h) { throw 'boom'; }", "uncaught exception: boom"),
        ("var x = 1;", "FindProxyForURL not defined"), ("", "FindProxyForURL not defined"),
        ("this is no script", "SyntaxError"), ("<html><body>404</body></html>", "FindProxyForURL not defined"),
        ("function FindProxyForURL(u, h) { return FindProxyForURL(u, h); }", "too much recursion"),
        ("function FindProxyForURL(u, h) { return nothing.at.all; }", "ReferenceError"),
    ])
    func tellsWhyAScriptFailed(script: String, words: String) async throws {
        guard case .failure(.failed(let told)) = try await answer(script) else {
            Issue.record("it did not fail")
            return
        }
        #expect(told.contains(words))
        #expect(told.allSatisfy { $0 != "\n" })
    }

    @Test(arguments: ["while (true) {}", "for (;;) { try { for (;;) {} } catch (e) {} }"])
    func stopsAScriptThatLoops(body: String) async throws {
        let result = try await answer("function FindProxyForURL(u, h) { \(body) }")
        #expect(result == .failure(.timedOut(after: .seconds(2))))
        // Also before the function is called.
        #expect(try await answer(body) == .failure(.timedOut(after: .seconds(2))))
    }

    @Test(arguments: [
        "var a = []; while (true) a.push(new Array(1000));", "var s = 'x'; while (true) s += s;",
        "var a = {}; for (var i = 0; ; i++) a['k' + i] = new Array(100).join('yyyyyyyyyy');",
    ])
    func stopsAScriptThatEatsMemory(body: String) async throws {
        let result = try await answer("function FindProxyForURL(u, h) { \(body) }")
        // A string that cannot grow any more may leave the engine busy until its time is over.
        #expect(
            result == .failure(.outOfMemory(limit: 64 << 20)) || result == .failure(.timedOut(after: .seconds(2))))
    }

    /// A longer one does not even reach the child.
    @Test func refusesAScriptOfTenMebibytes() async throws {
        let script = Array("function FindProxyForURL(u, h) { return 'DIRECT'; } //".utf8)
        let short = script + [UInt8](repeating: 65, count: (1 << 20) - script.count)
        #expect(try await answer(short) == .success("DIRECT"))
        let long = script + [UInt8](repeating: 65, count: 10 << 20)
        #expect(try await answer(long) == .failure(.tooLong(limit: 1 << 20)))
    }

    @Test func refusesWhatIsNoText() async throws {
        #expect(try await answer([0x66, 0, 0x66]) == .failure(.notText))
    }

    /// A script cannot leave its string by quotes in the URL or the name.
    @Test func keepsTheURLAString() async throws {
        let echo = "function FindProxyForURL(u, h) { return u; }"
        let result = try await answer(echo, url: "http://a/'+(function(){return 'x'})()+'", host: "a")
        #expect(result == .success("http://a/%27+(function(){return %27x%27})()+%27"))
        guard case .failure(.failed) = try await answer(echo, host: "a');(") else {
            Issue.record("the name was believed")
            return
        }
    }

    /// What a script could reach besides its own engine: nothing of this process.
    @Test func givesTheChildNothing() async throws {
        let program = try TemporaryDirectory()
        let path = try program.write(
            #"cat >/dev/null; ls /proc/self/fd | tr '\n' ' '; env | grep -Ev '^(PWD|_|SHLVL|OLDPWD)='; exit 0"#,
            to: "probe")
        let child = ProxyScriptChild(command: ["/bin/sh", path])
        let result = await child.evaluate(ProxyFinder.Question(script: [], url: "http://a/", host: "a"))
        // The last one is the directory that ls reads.
        #expect(result == .success("0 1 2 3 "))
    }

    @Test func tellsAProgramThatIsNotThere() async throws {
        let child = ProxyScriptChild(command: ["/nonexistent/program"])
        let result = await child.evaluate(ProxyFinder.Question(script: [], url: "http://a/", host: "a"))
        #expect(result == .failure(.couldNotRun("/nonexistent/program: No such file or directory")))
    }

    @Test func tellsAProgramThatCrashes() async throws {
        let child = ProxyScriptChild(command: ["/bin/sh", "-c", "kill -SEGV $$"])
        let result = await child.evaluate(ProxyFinder.Question(script: [], url: "http://a/", host: "a"))
        #expect(result == .failure(.crashed(signal: 11)))
    }

    /// As a script does whose name server never answers.
    @Test func stopsAProgramThatSleeps() async throws {
        let child = ProxyScriptChild(command: ["/bin/sh", "-c", "exec sleep 1000"], limit: .milliseconds(200))
        let result = await child.evaluate(ProxyFinder.Question(script: [], url: "http://a/", host: "a"))
        #expect(result == .failure(.timedOut(after: .milliseconds(200))))
    }

    @Test(arguments: [[], ["http://a/"], ["a", "b", "c", "d"]])
    func refusesAnotherNumberOfArguments(arguments: [String]) {
        #expect(ProxyScriptProgram.run(arguments) == 2)
    }
}
