internal import ProfileFormat

/// Where keys come from: never from the command line, where every list of processes would show them.
enum SealingKey {
    /// The variable that may hold one.
    static let variable = "ONHOOK_PROFILE_KEY"

    /// What `--key` is answered.
    static let refusal = CommandFailure.usage(
        "a key is not taken from the command line, where every list of processes would show it; "
            + "use --key-file, the variable \(variable) or standard input")

    /// The key in a file: its first line, as `openssl enc -kfile` takes it. More than one is refused, because a wrong file is likelier then.
    static func firstLine(of file: String, _ console: Console) throws(CommandFailure) -> [UInt8] {
        var bytes = try InputFile.bytes(of: file, console, limit: ProfileKey.sizeLimit + 2)
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        let faults = [
            UInt8(ascii: "\n"): "more than one line", UInt8(ascii: "\r"): "more than one line", 0: "a NUL byte",
        ]
        if let fault = bytes.lazy.compactMap({ faults[$0] }).first {
            throw .failed("\(name(of: file)) holds \(fault); the key is one line of text")
        }
        return bytes
    }

    /// The file for people; `-` is standard input.
    static func name(of file: String) -> String { file == "-" ? "standard input" : file }

    /// The key for something that needs one: the first line of `--key-file`, the variable, or standard input unless something else is read there.
    static func bytes(
        _ invocation: Invocation, inputIsTaken: Bool
    ) throws(CommandFailure) -> [UInt8] {
        guard invocation.arguments["key"] == nil else { throw refusal }
        let file = invocation.arguments["key-file"]
        if file == nil, let text = invocation.environment[variable], !text.isEmpty { return Array(text.utf8) }
        guard file ?? "-" == "-" else { return try firstLine(of: file ?? "-", invocation.console) }
        guard !inputIsTaken else {
            throw .usage(
                "standard input is read for something else, so the key cannot come from there; use --key-file or \(variable)"
            )
        }
        guard !invocation.console.inputIsTerminal else {
            throw .usage(
                "the key is missing, and standard input is a terminal, which would show it; "
                    + "use --key-file, the variable \(variable) or a pipe")
        }
        return try firstLine(of: "-", invocation.console)
    }
}
