import TestSupport
import Testing
import Transfer

@testable import ProxyScript

@Suite struct ProxyScriptTests {
    private func answer(
        _ script: String, url: String = "http://prov.onhook.test/p.cfg", host: String = "prov.onhook.test",
        ownAddress: String? = nil, limit: Duration = .seconds(60)
    ) async throws -> Result<String, ProxyScriptFailure> {
        try await answer(Array(script.utf8), url: url, host: host, ownAddress: ownAddress, limit: limit)
    }

    private func answer(
        _ script: [UInt8], url: String = "http://a/", host: String = "a", ownAddress: String? = nil,
        limit: Duration = .seconds(60)
    ) async throws -> Result<String, ProxyScriptFailure> {
        let child = ProxyScriptChild(
            command: [try BuiltProgram.path(of: "ScriptProbe")], limit: limit, ownAddress: ownAddress)
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
        let limit = Duration.seconds(1)
        let result = try await answer("function FindProxyForURL(u, h) { \(body) }", limit: limit)
        #expect(result == .failure(.timedOut(after: limit)))
        // Also before the function is called.
        #expect(try await answer(body, limit: limit) == .failure(.timedOut(after: limit)))
    }

    /// The child's own limit of processor time stands behind the parent's clock.
    @Test func endsByItselfWhenNobodyWatches() async throws {
        let result = try await answer("while (true) {}", limit: .seconds(60))
        #expect(result == .failure(.timedOut(after: .seconds(60))))
    }

    @Test func stopsAScriptThatEatsMemory() async throws {
        let script = "function FindProxyForURL(u, h) { var a = []; while (true) a.push(new Array(1000)); }"
        #expect(try await answer(script) == .failure(.outOfMemory(limit: 64 << 20)))
    }

    /// A string that cannot grow any more leaves the engine busy, or brings it down.
    @Test(arguments: [
        "var s = 'x'; while (true) s += s;",
        "var a = {}; for (var i = 0; ; i++) a['k' + i] = new Array(100).join('yyyyyyyyyy');",
    ])
    func endsAScriptThatEatsMemoryInAnotherWay(body: String) async throws {
        let result = try await answer("function FindProxyForURL(u, h) { \(body) }", limit: .seconds(2))
        #expect((try? result.get()) == nil)
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

    /// The resolver of the C library would wait ten seconds for this name server: in a network of its own, behind an address that nobody
    /// answers for.
    @Test func stopsAScriptWhoseNameServerIsSilent() async throws {
        let files = try TemporaryDirectory()
        let resolver = try files.write("nameserver 224.0.0.1\n", to: "resolv.conf")
        let commands = """
            ip link set lo up && ip route add 224.0.0.0/4 dev lo &&
            mount --bind \(resolver) /etc/resolv.conf && exec \(try BuiltProgram.path(of: "ScriptProbe")) "$@"
            """
        let child = ProxyScriptChild(command: ["/usr/bin/unshare", "-n", "-m", "/bin/sh", "-c", commands, "sh"])
        let script = "function FindProxyForURL(u, h) { return 'PROXY ' + dnsResolve('a.onhook.test') + ':1'; }"
        let result = await child.evaluate(
            ProxyFinder.Question(script: Array(script.utf8), url: "http://a/", host: "a"))
        #expect(result == .failure(.timedOut(after: .seconds(2))))
    }

    @Test func stopsAProgramThatSleeps() async throws {
        let child = ProxyScriptChild(command: ["/bin/sh", "-c", "exec sleep 1000"], limit: .milliseconds(200))
        let result = await child.evaluate(ProxyFinder.Question(script: [], url: "http://a/", host: "a"))
        #expect(result == .failure(.timedOut(after: .milliseconds(200))))
    }

    /// What the script's process has given up, as the system tells it.
    @Test func confinesTheProcess() async throws {
        let probe = try BuiltProgram.path(of: "ScriptProbe")
        // The script keeps the process busy while its limits are looked at; the change of the user is the last step.
        let commands = """
            exec 3<&0; \(probe) "$@" <&3 >/dev/null & child=$!
            while ! grep -q '^Uid:.65534' /proc/$child/status; do :; done
            grep -E '^(Uid|Groups|NoNewPrivs)' /proc/$child/status | tr -s '\\t ' ' '
            grep -E '^Max (file size|core|processes|open)' /proc/$child/limits | tr -s ' '; kill -9 $child
            """
        let child = ProxyScriptChild(command: ["/bin/sh", "-c", commands, "sh"], limit: .seconds(10))
        let loop = Array("while (true) {}".utf8)
        let result = await child.evaluate(ProxyFinder.Question(script: loop, url: "http://a/", host: "a"))
        let told = try result.get()
        #expect(told.contains("Uid: 65534 65534 65534 65534\n"), "\(told)")
        #expect(told.contains("Groups: \n"), "\(told)")
        #expect(told.contains("NoNewPrivs: 1\n"), "\(told)")
        #expect(told.contains("Max file size 0 0 bytes"), "\(told)")
        #expect(told.contains("Max core file size 0 0 bytes"), "\(told)")
        #expect(told.contains("Max processes 0 0 processes"), "\(told)")
        #expect(told.contains("Max open files 32 32 files"), "\(told)")
    }

    @Test(arguments: [[], ["http://a/"], ["a", "b", "c", "d"]])
    func refusesAnotherNumberOfArguments(arguments: [String]) {
        #expect(ProxyScriptProgram.evaluate(arguments) == 2)
    }
}
