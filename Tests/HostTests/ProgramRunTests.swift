import Foundation
import Host
import TestSupport
import Testing

@Suite struct ProgramRunTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func program(_ script: String, named name: String = "program") throws -> TrustedFile {
        let path = try directory.write(script, to: name)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return try TrustedFile(path, as: .program)
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func givesBackWhatAProgramWritesAndHowItEnds() async throws {
        let result = await ProgramRun(
            try program("#!/bin/sh\ncat\necho \"$1|$2\"\necho oh no >&2\nexit 7\n"), arguments: ["a b", "$(id)"],
            input: Array("hello ".utf8)
        ).run()
        #expect(result.ending == .exited(7))
        #expect(text(result.output) == "hello a b|$(id)\n")
        #expect(text(result.complaints) == "oh no\n")
        #expect(result.lastWords == "oh no")
        #expect(!result.succeeded)
    }

    @Test func passesMoreInputThanAPipeHolds() async throws {
        let input = [UInt8](repeating: 65, count: 3_000_000)
        let result = await ProgramRun(try program("#!/bin/sh\nwc -c\n"), input: input).run()
        #expect(result.succeeded)
        #expect(text(result.output) == "3000000\n")
    }

    @Test func aProgramThatDoesNotReadItsInputIsNoFault() async throws {
        let result = await ProgramRun(try program("#!/bin/sh\nexit 0\n"), input: [UInt8](repeating: 65, count: 1 << 20))
            .run()
        #expect(result.succeeded)
    }

    @Test func givesTheProgramNothingOfThisProcess() async throws {
        setenv("ONHOOK_SECRET_OF_TEST", "1", 1)
        let ours = open("/dev/null", O_RDONLY)
        defer { close(ours) }
        let result = await ProgramRun(
            try program(
                """
                #!/bin/sh
                env | grep -v '^_=' | sort
                pwd
                ls /proc/$$/fd
                grep -E '^Sig(Blk|Ign)' /proc/$$/status | tr -d '\\t ' | sed 's/[0-9a-f]\\{8\\}$/ &/; s/ [08]/ 0/'
                ps -o sid= -p $$ | tr -d ' ' | sed "s/^$$\\$/own session/"
                """),
            environment: ["PATH": ProgramRun.standardPath, "A": "b=c"], directory: "/usr"
        ).run()
        // Seen by a child without a pipe or file of its own, which the shell would have open too. Descriptor 10 is the shell's own for its
        // script. Signal 32 is the C library's, whose sigaction(2) leaves it as it was.
        #expect(
            text(result.output)
                == """
                A=b=c
                PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
                PWD=/usr
                /usr
                0
                1
                10
                2
                3
                SigBlk:00000000 00000000
                SigIgn:00000000 00000000
                own session

                """)
    }

    @Test func endsAProgramWhoseTimeIsOver() async throws {
        let result = await ProgramRun(
            try program("#!/bin/sh\ntrap 'echo term; exit 3' TERM\necho begun\nwhile :; do sleep 0.05; done\n"),
            limits: ProgramLimits(time: .milliseconds(500))
        ).run()
        #expect(result.ending == .timedOut(after: .milliseconds(500)))
    }

    @Test func killsAProgramThatIgnoresTheRequestWithAllItStarted() async throws {
        let list = directory.path(of: "children")
        let result = await ProgramRun(
            try program(
                "#!/bin/sh\ntrap '' TERM\n(sleep 4000) &\necho $! > \(list)\necho $$ >> \(list)\nwhile :; do sleep 4000; done\n"
            ), limits: ProgramLimits(time: .milliseconds(700), grace: .milliseconds(200))
        ).run()
        #expect(result.ending == .timedOut(after: .milliseconds(700)))
        for line in text(try directory.read("children")).split(separator: "\n") {
            try await expectGone(#require(pid_t(line)))
        }
    }

    @Test func killsWhatAProgramLeavesBehindInItsGroup() async throws {
        let list = directory.path(of: "children")
        let result = await ProgramRun(
            try program("#!/bin/sh\nsleep 4000 &\necho $! > \(list)\nexit 0\n")
        ).run()
        #expect(result.succeeded)
        try await expectGone(#require(pid_t(text(try directory.read("children")).dropLast())))
    }

    /// Who adopts a process may need a moment to reap it: a zombie counts as gone.
    private func expectGone(_ id: pid_t) async throws {
        for _ in 0..<500 {
            guard let status = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8) else { return }
            if status.contains(") Z") || status.contains(") X") { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("process \(id) is still there")
    }

    @Test func stopsAProgramThatFloodsItsOutput() async throws {
        let result = await ProgramRun(
            try program("#!/bin/sh\nexec yes\n"), limits: ProgramLimits(output: 5000)
        ).run()
        #expect(result.ending == .outputTooLong(limit: 5000))
        #expect(result.output.count == 5000)
    }

    @Test func tellsTheSignalThatEndedAProgram() async throws {
        let result = await ProgramRun(try program("#!/bin/sh\nkill -SEGV $$\n")).run()
        #expect(result.ending == .killed(signal: SIGSEGV))
    }

    @Test func limitsProcessorTimeAndMemory() async throws {
        let busy = await ProgramRun(
            try program("#!/bin/sh\nwhile :; do :; done\n"), limits: ProgramLimits(processorSeconds: 1)
        ).run()
        #expect(busy.ending == .killed(signal: SIGXCPU) || busy.ending == .killed(signal: SIGKILL))
        let hungry = await ProgramRun(
            try program("#!/bin/sh\nhead -c 400000000 /dev/zero | tail -n 1 >/dev/null\n"),
            limits: ProgramLimits(memory: 100_000_000)
        ).run()
        #expect(!hungry.succeeded || !hungry.complaints.isEmpty)
    }

    @Test func saysWhyAProgramCouldNotStart() async throws {
        let result = await ProgramRun(try program("#!/no/such/interpreter\n")).run()
        #expect(result.ending == .couldNotStart(SystemError(number: ENOENT)))
        let zero = await ProgramRun(try program("#!/bin/sh\n"), arguments: ["a\0b"]).run()
        #expect(zero.ending == .couldNotStart(SystemError(number: EINVAL)))
    }

    @Test func aProgramThatIsBeingWrittenIsNotRun() async throws {
        let trusted = try program("#!/bin/sh\n")
        let writer = open(trusted.path, O_WRONLY)
        defer { close(writer) }
        #expect(await ProgramRun(trusted).run().ending == .couldNotStart(SystemError(number: ETXTBSY)))
    }

    @Test func runsTheFileThatWasCheckedEvenIfAnotherHasItsNameNow() async throws {
        let trusted = try program("#!/bin/sh\necho checked\n")
        try FileManager.default.removeItem(atPath: trusted.path)
        _ = try program("#!/bin/sh\necho swapped\n")
        #expect(text(await ProgramRun(trusted).run().output) == "checked\n")
    }

    @Test func cancellingTheTaskEndsTheProgram() async throws {
        let trusted = try program("#!/bin/sh\necho begun > \(directory.path(of: "begun"))\nsleep 4000\n")
        let task = Task { await ProgramRun(trusted).run() }
        while (try? directory.read("begun")) == nil { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        #expect(await task.value.ending == .cancelled)
    }

    @Test func manyRunsAtOnceDoNotHoldTheCooperativePool() async throws {
        let trusted = try program("#!/bin/sh\nread line\necho \"$line\"\n")
        let outputs = await withTaskGroup(of: String.self) { group in
            for number in 0..<20 {
                group.addTask { self.text(await ProgramRun(trusted, input: Array("\(number)\n".utf8)).run().output) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(outputs) == Set((0..<20).map { "\($0)\n" }))
    }
}
