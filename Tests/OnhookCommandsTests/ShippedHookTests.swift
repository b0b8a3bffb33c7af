import Foundation
import TestSupport
import Testing

@testable import OnhookCommands

/// The hooks of packaging/hooks, run by a daemon that has a file system and a host name of its own (unshare(1)).
@Suite(.timeLimit(.minutes(5))) struct ShippedHookTests {
    private let directory: TemporaryDirectory
    private var state: String { directory.path(of: "state") }

    /// A copy of the hooks that belongs to us: the sources may lie where others can write.
    init() throws {
        directory = try TemporaryDirectory()
        let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
        for name in ["time", "host-name"] {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(root)/packaging/hooks/\(name)"))
            let path = try directory.write(bytes, to: "hooks.d/\(name)")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
            try directory.write(
                try Data(contentsOf: URL(fileURLWithPath: "\(root)/packaging/hooks/\(name).json")),
                to: "hooks.d/\(name).json")
        }
    }

    /// A daemon with /etc, /run and /usr/local/sbin of its own, after those commands in it.
    private func daemon(_ commands: String = "") async throws -> DaemonProcess {
        let setup = """
            cp -a /etc "$COPY" && mount --bind "$COPY" /etc || exit 1
            mount -t tmpfs none /run || exit 1
            mount -t tmpfs none /usr/local/sbin || exit 1
            \(commands)
            exec "$@"
            """
        return try await DaemonProcess(
            state: state, options: ["--hooks", directory.path(of: "hooks.d")],
            environment: ["COPY": directory.path(of: "etc"), "LOG": directory.path(of: "calls")],
            wrapper: ["/usr/bin/unshare", "-m", "-u", "/bin/sh", "-c", setup, "sh"])
    }

    private func onhook(_ words: String...) async -> CommandRun { await CommandRun(words + ["--state", state]) }

    /// Programs of a machine with systemd, which write down how they were called.
    private static let systemd = """
        mkdir -p /run/systemd/system
        for name in timedatectl hostnamectl systemctl; do
            printf '#!/bin/sh\\nprintf "%%s" "'$name'" >> "'"$LOG"'"; for a; do printf " [%%s]" "$a" >> "'"$LOG"'"; done; echo >> "'"$LOG"'"\\n' > /usr/local/sbin/$name
            chmod 755 /usr/local/sbin/$name
        done
        """

    private func text(_ name: String) throws -> String { String(decoding: try directory.read(name), as: UTF8.self) }

    /// What the machine of that daemon says.
    private func output(_ daemon: DaemonProcess, _ script: String) throws -> String {
        try ChildProcess([
            "/usr/bin/nsenter", "-t", "\(daemon.process)", "-m", "-u", "/bin/sh", "-c", script,
        ]).printedToTheEnd()
    }

    @Test func theMachineFollowsTimeZoneAndTimeServers() async throws {
        let daemon = try await daemon()
        #expect(
            await onhook(
                "param", "set", "Profile_Rule=", "Time_Zone=GMT+01:00",
                "Daylight_Saving_Time_Rule=start=3/-1/7/2;end=10/-1/7/3;save=1", "Primary_NTP_Server=ntp1.example.com",
                "Secondary_NTP_Server=2001:db8::1"
            ).status == .done)
        let told = await onhook("hooks", "run")
        #expect(told.status == .done, "\(told.output)")
        #expect(
            try output(daemon, "unset TZ; date -d @1782900000 +%H:%M%z; date -d @1767225600 +%H:%M%z")
                == "12:00+0200\n01:00+0100\n")
        #expect(try output(daemon, "readlink /etc/localtime").hasPrefix("/usr/share/zoneinfo/"))
        #expect(try output(daemon, "cat /etc/timezone").contains("/"))
        #expect(
            try text("etc/systemd/timesyncd.conf.d/onhook.conf")
                == "# Made by Onhook.\n[Time]\nNTP=ntp1.example.com 2001:db8::1\n")

        // A rule that no zone of the world has.
        #expect(
            await onhook(
                "param", "set", "Time_Zone=GMT+05:45", "Daylight_Saving_Time_Rule=start=5/1/1/3;end=8/-1/3/4;save=2",
                "Primary_NTP_Server=", "Secondary_NTP_Server="
            ).status == .done)
        #expect(await onhook("hooks", "run").status == .done)
        #expect(
            try output(daemon, "unset TZ; date -d @1782900000 +%H:%M%z; date -d @1767225600 +%H:%M%z")
                == "17:45+0745\n05:45+0545\n")
        #expect(try output(daemon, "test -e /etc/timezone || echo gone") == "gone\n")
        #expect(try text("etc/systemd/timesyncd.conf.d/onhook.conf").contains("NTP=") == false)

        #expect(await onhook("param", "set", "Daylight_Saving_Time_Enable=No", "Time_Zone=GMT-03:00").status == .done)
        #expect(await onhook("hooks", "run").status == .done)
        #expect(try output(daemon, "readlink /etc/localtime") == "/usr/share/zoneinfo/Etc/GMT+3\n")
        #expect(try output(daemon, "cat /etc/timezone") == "Etc/GMT+3\n")
        #expect(try await daemon.end() == 0)
    }

    @Test func theMachineFollowsTheHostName() async throws {
        let daemon = try await daemon()
        #expect(
            await onhook("param", "set", "Profile_Rule=", "Host_Name=reception", "Domain=example.com").status == .done)
        let told = await onhook("hooks", "run", "host-name")
        #expect(told.output.contains("host-name: Told of revision"), "\(told.output)")
        #expect(try output(daemon, "hostname") == "reception\n")
        #expect(try text("etc/hostname") == "reception\n")
        #expect(try output(daemon, "hostname -f") == "reception.example.com\n")
        #expect(try text("etc/hosts").contains("localhost"))

        #expect(await onhook("param", "set", "Host_Name=kitchen", "Domain=").status == .done)
        _ = await onhook("hooks", "run", "host-name")
        #expect(
            try text("etc/hosts").split(separator: "\n").filter { $0.hasPrefix("127.0.1.1") } == ["127.0.1.1\tkitchen"])
        #expect(try output(daemon, "hostname") == "kitchen\n")
        #expect(try await daemon.end() == 0)
    }

    @Test func whereSystemdRunsItIsAsked() async throws {
        let daemon = try await daemon(Self.systemd)
        #expect(
            await onhook(
                "param", "set", "Profile_Rule=", "Time_Zone=GMT", "Daylight_Saving_Time_Enable=No",
                "Host_Name=reception",
                "Primary_NTP_Server=ntp1.example.com"
            ).status == .done)
        let told = await onhook("hooks", "run")
        #expect(told.status == .done, "\(told.output)")
        let calls = try text("calls").split(separator: "\n")
        #expect(calls.contains("timedatectl [set-timezone] [Etc/UTC]"))
        #expect(calls.contains("hostnamectl [set-hostname] [reception]"))
        #expect(calls.contains("systemctl [try-restart] [systemd-timesyncd.service]"))
        #expect(try await daemon.end() == 0)
    }

    /// The first program of docs/hooks.md, with its display elsewhere.
    @Test func theExampleOfTheGuideWorks() async throws {
        let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
        let guide = try String(contentsOfFile: "\(root)/docs/hooks.md", encoding: .utf8)
        func block(_ language: String) throws -> String {
            let rest = try #require(guide.components(separatedBy: "```\(language)\n").dropFirst().first)
            return try #require(rest.components(separatedBy: "```").first)
        }
        let display = directory.path(of: "display")
        let path = try directory.write(
            try block("python").replacingOccurrences(of: "/run/display", with: display), to: "own.d/display")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        try directory.write(try block("json"), to: "own.d/display.json")
        let daemon = try await DaemonProcess(
            state: state, options: ["--hooks", directory.path(of: "own.d")])
        #expect(await onhook("param", "set", "Profile_Rule=", "Station_Name=Reception").status == .done)
        let told = await onhook("hooks", "run")
        #expect(told.status == .done, "\(told.output)")
        #expect(try text("display") == "Reception\n")
        #expect(try await daemon.end() == 0)
    }

    /// The parameters' own types refuse such values; the hooks do not rely on that.
    @Test(arguments: [
        ("host-name", "Host_Name", "x;touch /etc/hacked"), ("host-name", "Host_Name", "-a"),
        ("host-name", "Host_Name", "$(touch /etc/hacked)"), ("host-name", "Host_Name", "a\n127.0.0.1 b"),
        ("time", "Primary_NTP_Server", "a\n[Service]"), ("time", "Primary_NTP_Server", "`touch /etc/hacked`"),
        ("time", "Primary_NTP_Server", "* b"),
    ])
    func aHostileValueIsRefusedAndRunsNothing(hook: String, name: String, value: String) async throws {
        let script = """
            #!/bin/sh
            case "$1 $3" in
            "param \(name)") printf '%s\\n' "$HOSTILE" ;;
            "param Time_Zone") echo GMT ;;
            time-zone*) echo '<+00>0' ;;
            *) echo ;;
            esac
            """
        let run = try ChildProcess(
            [
                "/usr/bin/unshare", "-m", "-u", "/bin/sh", "-c",
                """
                cp -a /etc "$COPY" && mount --bind "$COPY" /etc || exit 1
                printf '%s' "$SCRIPT" > "$COPY/onhook"; chmod 755 "$COPY/onhook"; export ONHOOK_PROGRAM="$COPY/onhook"
                sh "$HOOK" 2>&1; echo "status $?"
                ls /etc/hacked 2>/dev/null
                grep -c '127.0.0.1 b' /etc/hosts; cat /etc/systemd/timesyncd.conf.d/onhook.conf 2>/dev/null
                """,
            ],
            environment: [
                "HOSTILE": value, "SCRIPT": script, "COPY": directory.path(of: "etc"),
                "HOOK": directory.path(of: "hooks.d/\(hook)"), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            ]
        ).printedToTheEnd()
        #expect(run.hasPrefix("this is no "))
        #expect(run.hasSuffix("status 1\n0\n"), "\(run)")
    }
}
