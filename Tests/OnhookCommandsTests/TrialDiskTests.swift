import FlatProfile
import Foundation
import Glibc
import Threading
import TestSupport
import Testing

/// Disks that fail while the phone serves.
@Suite(.serialized) struct TrialDiskTests {
    private static func profile(_ text: String, count: Int = 16) -> String {
        "<flat-profile>"
            + (0..<count).map { index in
                let letter = "ABCDEFGHIJKLMNOP".dropFirst(index).first.map(String.init) ?? ""
                return "<GPP_\(letter)>\(text)</GPP_\(letter)>"
            }.joined() + "</flat-profile>"
    }

    /// More than the log of the database has room for when it is written from its beginning again: a text in every place that takes it.
    private static func bigProfile(_ text: String) -> String {
        let texts = Catalogue.of(.standard).parameters.filter {
            $0.type.kind == .string && $0.type.maximumLength >= text.count && !$0.isSecret && !$0.isHidden
        }.map(\.name.text).filter { $0 != "Display_Name_1_" }
        let names = texts.filter { $0.hasPrefix("GPP_") } + texts.filter { !$0.hasPrefix("GPP_") }
        return "<flat-profile>" + names.map { "<\($0)>\(text)</\($0)>" }.joined() + "</flat-profile>"
    }

    @Test func aFullDiskLosesNothingAndIsToldWherePeopleLook() async throws {
        let nginx = try NginxServer(files: ["big.xml": Self.bigProfile(String(repeating: "n", count: 2000))])
        let phone = try await TrialPhone(
            namespace: #"mkdir "$STATE" && mount -t tmpfs -o size=1m,mode=700 none "$STATE""#)
        // The rule is given to the resyncs that are meant and stored nowhere: those that come by themselves never take the profile.
        let rule = "http://127.0.0.1:\(nginx.port)/big.xml"
        try await phone.set(["Display_Name_1_": "before"])
        let revision = try await phone.status().revision
        var browser = try await phone.browser()
        let mounts = try String(contentsOfFile: "/proc/\(phone.daemon.process)/mounts", encoding: .utf8)
        try #require(mounts.contains("/state tmpfs"), "\(phone.state) \(phone.daemon.printed) \(mounts.suffix(300))")
        try fill(phone.state)

        // JSON
        var refused: HTTPAnswer?
        for round in 0..<40 where refused == nil {
            // What the database still has room for is taken.
            let answer = try await phone.ask(
                "PATCH", "/api/v1/parameters", ["GPP_A": String(repeating: "\(round % 10)", count: 2000)])
            if answer.status != 200 { refused = answer }
        }
        let sentence =
            "no space is left on the disk of the state directory, so nothing was changed; free some space and try again"
        #expect(refused?.status == 503)
        #expect(refused?.body.contains(sentence) == true, "\(refused?.body ?? "never refused")")
        let held = try await phone.status().revision
        // The page
        let page = try await browser.submit(
            "/voice/provisioning", [("GPP_B", String(repeating: "b", count: 2000)), ("GPP_C", "c")])
        #expect(page.status == 503)
        #expect(page.body.contains(sentence), "\(page.body.count)")
        #expect(page.body.contains(String(repeating: "b", count: 2000)))
        // The command line
        let command = try await OnhookRun([
            "param", "set", "--control", phone.state + "/control.sock", "GPP_B=" + String(repeating: "b", count: 2000),
        ])
        #expect(command.status == 1 && command.errors.contains(sentence), "\(command)")
        // A resync
        let failed = try await phone.resync(rule: rule)
        #expect(failed.attempts.first?.outcome == "C")
        #expect(failed.attempts.first?.error?.contains(sentence) == true, "\(failed)")
        let kept = try await phone.value(of: "GPP_B")
        #expect(kept == "", "\(kept ?? "none")")
        #expect(try await phone.status().revision == held)
        #expect(phone.daemon.printed.contains(sentence))

        // Space again: everything goes on.
        unlink(phone.state + "/filler")
        let succeeded = try await phone.resync(rule: rule)
        #expect(succeeded.succeeded, "\(succeeded)")
        #expect(try await phone.value(of: "GPP_P") == String(repeating: "n", count: 2000))
        #expect(try await phone.value(of: "Display_Name_1_") == "before")
        #expect(try await phone.status().revision > revision)
        let submitted = try await browser.submit("/voice/provisioning", [("GPP_C", "c")])
        #expect(submitted.status == 303)
        try await phone.stop()
    }

    /// Fills a file system up to its last byte.
    private func fill(_ directory: String) throws {
        let file = open(directory + "/filler", O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
        try #require(file >= 0)
        defer { close(file) }
        let block = [UInt8](repeating: 1, count: 4096)
        var blocks = 0
        // Never more than the small disk can hold: if this is another one, the test fails instead of filling it.
        while blocks < 512, write(file, block, block.count) > 0 { blocks += 1 }
        try #require(blocks < 512 && errno == ENOSPC)
    }

    @Test(arguments: [
        (code: "EIO", sentence: "the disk of the state directory reports a fault"),
        (code: "EROFS", sentence: ", so nothing was changed; "),
        (code: "ENOSPC", sentence: "no space is left on the disk of the state directory"),
    ])
    func aDiskThatReportsFaultsIsSurvived(code: String, sentence: String) async throws {
        let nginx = try NginxServer(files: ["a.xml": Self.profile("fetched", count: 2)])
        let directory = try TemporaryDirectory()
        let library = try await FaultyWrites.library(in: directory)
        // The resync of a start waits up to 40 s else.
        let before = try await TrialPhone(in: directory)
        try await before.set(["Resync_Random_Delay": "0"])
        try await before.stop()
        let phone = try await TrialPhone(
            in: directory, environment: ["LD_PRELOAD": library, "FAULT_FILE": directory.path(of: "fault")])
        // The resync of the start must not follow the rule that is for later.
        try await until("the resync of the start") { try await !phone.status().attempts.isEmpty }
        try await phone.set(["GPP_A": "kept", "Profile_Rule": "http://127.0.0.1:\(nginx.port)/a.xml"])
        let revision = try await phone.status().revision
        try directory.write(code, to: "fault")
        for _ in 0..<3 {
            let answer = try await phone.ask("PATCH", "/api/v1/parameters", ["GPP_A": "lost", "GPP_B": "lost"])
            #expect(answer.status == 503 && answer.body.contains(sentence), "\(answer.status) \(answer.body)")
            let failed = try await phone.resync()
            #expect(failed.attempts.first?.error?.contains(sentence) == true, "\(failed)")
            #expect(failed.next_resync?.reason.contains("Resync_Error_Retry_Delay") == true)
        }
        #expect(try await phone.value(of: "GPP_A") == "kept")
        #expect(try await phone.status().revision == revision)
        // Whoever watches the phone hears of it, and that it is over. A verdict is up to ten seconds old.
        let port = phone.daemon.port
        try await until("503 of /healthz") { try await HTTPExchange.send("GET", "/healthz", to: port).status == 503 }
        unlink(directory.path(of: "fault"))
        try await until("200 of /healthz") { try await HTTPExchange.send("GET", "/healthz", to: port).status == 200 }
        try await phone.set(["GPP_B": "stored"])
        #expect(try await phone.resync().succeeded)
        #expect(try await phone.value(of: "GPP_B") == "fetched")
        try await phone.stop()
        let again = try await TrialPhone(in: directory)
        #expect(try await again.value(of: "GPP_A") == "fetched")
        #expect(try await again.status(attempts: 100).attempts.contains { $0.outcome == "A" })
        try await again.stop()
    }
}

/// A layer under a program's calls to the disk: while a file exists, every write to onhook.db and its log fails as the file says.
private enum FaultyWrites {
    private static let source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/types.h>
        #include <unistd.h>

        static int fails(int file) {
            char link[64], path[4096], word[16] = "";
            snprintf(link, sizeof link, "/proc/self/fd/%d", file);
            ssize_t length = readlink(link, path, sizeof path - 1);
            if (length < 0) return 0;
            path[length] = 0;
            if (!strstr(path, "onhook.db")) return 0;
            FILE *fault = fopen(getenv("FAULT_FILE"), "r");
            if (!fault) return 0;
            int read = fscanf(fault, "%15s", word);
            fclose(fault);
            errno = read != 1 ? EIO : !strcmp(word, "EROFS") ? EROFS : !strcmp(word, "ENOSPC") ? ENOSPC : EIO;
            return 1;
        }
        #define NEXT(name) __typeof__(name) *next = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)
        ssize_t pwrite(int f, const void *b, size_t n, off_t o) { NEXT(pwrite); return fails(f) ? -1 : next(f, b, n, o); }
        ssize_t pwrite64(int f, const void *b, size_t n, off64_t o) { NEXT(pwrite64); return fails(f) ? -1 : next(f, b, n, o); }
        ssize_t write(int f, const void *b, size_t n) { NEXT(write); return fails(f) ? -1 : next(f, b, n); }
        int fsync(int f) { NEXT(fsync); return fails(f) ? -1 : next(f); }
        int fdatasync(int f) { NEXT(fdatasync); return fails(f) ? -1 : next(f); }
        """

    static func library(in directory: TemporaryDirectory) async throws -> String {
        let file = try directory.write(source, to: "faulty.c")
        let library = directory.path(of: "faulty.so")
        _ = try await BlockingThread.value {
            try ChildProcess.run([
                "sh", "-c", #"exec "$(command -v clang || command -v cc)" "$@""#, "sh",
                "-shared", "-fPIC", "-O1", "-o", library, file, "-ldl",
            ])
        }
        return library
    }
}
