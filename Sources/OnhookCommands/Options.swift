internal import CGetopt
internal import Glibc
internal import Notation
internal import Threading

/// An option of a command. Every option has an environment variable: `--host-name` is `ONHOOK_HOST_NAME`.
struct Option: Sendable, Hashable {
    /// Its name, without the dashes.
    var name: String
    /// What its value is called in the help; nil for a switch.
    var value: String?
    /// One line for the help.
    var help: String
    /// The variable, where it is not `ONHOOK_` and the name.
    var variable: String?

    static func flag(_ name: String, _ help: String) -> Self { Self(name: name, value: nil, help: help) }
    static func taking(_ value: String, _ name: String, _ help: String) -> Self {
        Self(name: name, value: value, help: help)
    }

    /// Prints the help of a command; every command has it.
    static let help: Option = .flag("help", "print this help")

    /// The variable that sets it where the command line does not.
    var environmentName: String { variable ?? "ONHOOK_" + name.uppercased().map { $0 == "-" ? "_" : $0 } }
}

/// A command line that makes no sense; exit status 2.
struct UsageError: Error, Hashable, Sendable {
    /// What is wrong.
    var sentence: String
}

/// What a command line says: options with their values, and operands.
struct Arguments: Sendable {
    /// What is left when the options are taken out.
    private(set) var operands: [String] = []
    private var values: [String: [String]] = [:]
    private let environment: [String: String]

    /// Reads the words after the command's name.
    init(_ words: [String], options: [Option], environment: [String: String] = [:]) throws(UsageError) {
        self.environment = Self.settings(environment, of: options)
        let read = Self.gate.withLock { _ in Result { () throws(UsageError) in try Self.read(words, options) } }
        (values, operands) = try read.get()
    }

    /// The value of an option: the last one on the command line, else that of the environment.
    subscript(_ name: String) -> String? { values[name]?.last ?? environment[name] }

    /// Whether an option stands on the command line, rather than in the environment.
    func isOnCommandLine(_ name: String) -> Bool { values[name] != nil }

    /// All values of an option that may be repeated.
    func all(_ name: String) -> [String] { values[name] ?? environment[name].map { [$0] } ?? [] }

    /// Whether a switch is on.
    func has(_ name: String) -> Bool {
        if values[name] != nil { return true }
        guard let value = environment[name]?.lowercased() else { return false }
        return !["", "0", "no", "false"].contains(value)
    }

    /// getopt_long has one state a process.
    private static let gate = Locked(())

    private static func settings(_ environment: [String: String], of options: [Option]) -> [String: String] {
        var settings: [String: String] = [:]
        for option in options where option != .help {
            // A variable that is set to nothing is not set: `ONHOOK_STATE= onhook status`.
            settings[option.name] = environment[option.environmentName].flatMap { $0.isEmpty ? nil : $0 }
        }
        return settings
    }

    /// The option without what follows `=`, which may be a secret.
    private static func name(in text: String) -> String { String(text.prefix { $0 != "=" }) }

    private static func unknown(_ text: String, _ options: [Option]) -> String {
        let names = options.map { "--\($0.name)" }
        let longer = names.filter { text.count > 2 && $0.hasPrefix(text) }
        guard longer.isEmpty else { return "\(text) may be \(longer.joined(separator: " or "))" }
        return "there is no option \(text)"
            + (Nearest.word(to: text, among: names).map { "; \($0) may be meant" } ?? "")
    }

    private static func read(
        _ words: [String], _ options: [Option]
    ) throws(UsageError) -> (values: [String: [String]], operands: [String]) {
        let names = options.map { strdup($0.name) }
        var pointers: [UnsafeMutablePointer<CChar>?] = (["onhook"] + words).map { strdup($0) } + [nil]
        let owned = pointers
        defer { for pointer in owned + names { free(pointer) } }
        let table = zip(names, options).map { cgetopt_option(name: $0, takes_value: $1.value != nil) }
        let count = Int32(words.count + 1)
        guard let reader = cgetopt_begin(count, &pointers, table, Int32(table.count)) else {
            throw UsageError(sentence: "no memory is left")
        }
        defer { cgetopt_finish(reader) }
        return try items(of: reader, pointers, options)
    }

    private static func items(
        of reader: OpaquePointer, _ pointers: [UnsafeMutablePointer<CChar>?], _ options: [Option]
    ) throws(UsageError) -> (values: [String: [String]], operands: [String]) {
        var values: [String: [String]] = [:]
        while true {
            let item = cgetopt_next(reader)
            let text = item.text.map { String(cString: $0) } ?? ""
            switch item.kind {
            case CGETOPT_OPTION:
                values[options[Int(item.option)].name, default: []].append(text)
            case CGETOPT_MISSING_VALUE:
                throw UsageError(sentence: "\(text) needs a value")
            case CGETOPT_NEEDLESS_VALUE:
                throw UsageError(sentence: "\(name(in: text)) takes no value")
            case CGETOPT_UNKNOWN:
                throw UsageError(sentence: unknown(name(in: text), options))
            default:
                let first = Int(cgetopt_operands(reader))
                return (values, pointers[first...].compactMap { $0.map { String(cString: $0) } })
            }
        }
    }
}
