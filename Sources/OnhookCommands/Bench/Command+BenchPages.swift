internal import Bench
internal import BenchUI

extension Option {
    static let benchListen = Option.taking(
        "ADDR:PORT", "listen", "where the bench's pages are; port 0 takes a free one (default 127.0.0.1:0)")
}

extension Command {
    static let benchPages = Command(
        path: ["bench", "pages"], summary: "show the bench in a browser: jobs, scanning, the live board, reports",
        details: """
            Prints one line, `onhook: the bench's pages are at http://ADDR:PORT`, when they are there. Ends on SIGTERM and SIGINT.
            The pages serve no devices; they show what happens to them, whoever serves them. The first password is set on the page
            /setup: from this machine, or with the token that is printed; or with `onhook bench password`.
            """,
        options: [
            .benchListen,
            .taking(
                "FD", "ready-fd",
                "a descriptor, 3 or more, that gets the address of the pages in one line when they answer"),
            .taking("NAME", "host-name", "a name by which browsers may address the bench; may be repeated"),
            .benchStore,
        ]
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        let ready = try invocation.arguments["ready-fd"].map { (text) throws(CommandFailure) in
            try ReadyDescriptor(text)
        }
        let directory = try BenchCommand.directory(invocation)
        let store = try await BenchCommand.open(invocation)
        do throws(CommandFailure) {
            let pages = try BenchPages.start(
                store, directory: directory, listen: invocation.arguments["listen"] ?? "127.0.0.1:0",
                names: Set(invocation.arguments.all("host-name").map { $0.lowercased() }),
                person: BenchCommand.person(invocation))
            let signals = await TerminationSignals()
            pages.announce(invocation.console)
            if let ready, !ready.tell(pages.address) {
                invocation.console.complain(
                    "onhook: nobody reads the descriptor of --ready-fd; the pages are served all the same\n")
            }
            await signals.first()
            await pages.stop()
            await store.close()
            return .done
        } catch {
            await store.close()
            throw error
        }
    }

    static let benchPassword = Command(
        path: ["bench", "password"], summary: "set the password of the bench's pages",
        details: """
            The password is the first line of standard input, or of --password-file. Whoever is logged in has to log in again.
            """,
        options: [
            .taking("FILE", "password-file", "a file with the password in its first line; - is standard input"),
            .benchStore,
        ]
    ) { (invocation) throws(CommandFailure) in
        _ = try invocation.operands(0...0, "no operand")
        let directory = try BenchCommand.directory(invocation)
        let file = invocation.arguments["password-file"] ?? "-"
        let bytes = try InputFile.bytes(of: file, invocation.console, limit: 4096)
        let password = String(String(decoding: bytes, as: UTF8.self).prefix { !$0.isNewline })
        // Making the store makes its directory, as its owner's.
        let store = try await BenchCommand.open(invocation)
        await store.close()
        do throws(BenchPasswordFault) {
            try await BenchAccount(directory: directory).set(password)
        } catch {
            throw .failed("\(error)")
        }
        invocation.console.line("the password of the bench's pages is set")
        return .done
    }
}
