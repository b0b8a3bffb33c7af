public import Bench
internal import CPostgreSQL
internal import Host
internal import ProfileRules

/// Where the database of a bench is, as libpq writes it: `postgresql://USER@HOST:PORT/DATABASE?sslmode=…` (PostgreSQL, "Connection URIs").
///
/// What it does not say comes from where libpq looks: `PGHOST`, `PGPASSWORD`, `PGPASSFILE` or `~/.pgpass`, a service.
public struct DatabaseAddress: Hashable, Sendable, CustomStringConvertible {
    /// All of it.
    let url: Secret
    /// The password in it; nil if there is none, which is better.
    let password: Secret?
    /// User, host, port and database, without password and parameters.
    public let description: String

    /// Whether it has a password in it, which other users of the machine may see as long as it stands on a command line.
    public var hasPassword: Bool { password != nil }

    /// Whether a text is meant as one.
    public static func isMeant(by text: String) -> Bool {
        text.hasPrefix("postgresql://") || text.hasPrefix("postgres://")
    }

    /// Reads an address. Throws `address`; a part of the text is told only where it cannot be one of a password.
    public init(_ text: String) throws(DatabaseServerFault) {
        guard Self.isMeant(by: text) else { throw .address("it does not begin with postgresql://") }
        guard text.utf8.count <= 4096, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else {
            throw .address("it is longer than 4096 bytes, or has blanks or control characters in it")
        }
        // libpq takes what is behind such a letter for another part, and would tell it.
        let rest = text.drop { $0 != ":" }.dropFirst(3)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        guard !rest.dropFirst(authority.count).prefix(while: { $0 != "?" }).contains("@"),
            authority.count(where: { $0 == "@" }) <= 1
        else { throw .address("a user or password with @ or / in it is written with %40 or %2F instead") }
        let parts = try Self.parts(text)
        if let port = parts["port"],
            !port.split(separator: ",", omittingEmptySubsequences: false).allSatisfy(Self.isPort)
        {
            throw .address("its port is no number up to 65535")
        }
        url = Secret(text)
        password = parts["password"].map { Secret($0) }
        let user = parts["user"].map { $0 + "@" } ?? ""
        let host = parts["host"] ?? parts["hostaddr"] ?? parts["service"].map { "service " + $0 } ?? "here"
        let port = parts["port"].map { ":" + $0 } ?? ""
        let database = parts["dbname"].map { "/" + $0 } ?? ""
        description = LogText.line(user + host + port + database)
    }

    private static func isPort(_ text: Substring) -> Bool {
        text.isEmpty || UInt16(text).map { $0 > 0 } == true
    }

    private static func parts(_ text: String) throws(DatabaseServerFault) -> [String: String] {
        guard let options = PQconninfoParse(text, nil) else {
            let names = known
            let query = text.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
            let unknown = query.split(separator: "&").map { $0.prefix { $0 != "=" } }.first { name in
                !names.contains(String(name)) && name.allSatisfy { $0.isASCII && ($0.isLetter || $0 == "_") }
            }
            if let unknown { throw .address("PostgreSQL has no parameter \"\(unknown.prefix(40))\"") }
            throw .address("a part of it is missing, or is not written with %XX where it has to be")
        }
        defer { PQconninfoFree(options) }
        var parts: [String: String] = [:]
        var next = options
        while let keyword = next.pointee.keyword {
            if let value = next.pointee.val, value.pointee != 0 {
                parts[String(cString: keyword)] = String(cString: value)
            }
            next += 1
        }
        return parts
    }

    /// The names of libpq's parameters.
    private static var known: Set<String> {
        guard let options = PQconndefaults() else { return [] }
        defer { PQconninfoFree(options) }
        var names: Set<String> = ["ssl"]
        var next = options
        while let keyword = next.pointee.keyword {
            names.insert(String(cString: keyword))
            next += 1
        }
        return names
    }

    /// What libpq says, in one line and without a password.
    func masked(_ message: String, _ other: String? = nil) -> String {
        var text = message
        for secret in [password?.reveal(), other].compactMap(\.self) where !secret.isEmpty {
            text = text.replacing(secret, with: "…")
        }
        let lines = text.split(whereSeparator: \.isNewline).map { line in
            line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        return LogText.line(lines.filter { !$0.isEmpty }.joined(separator: " "))
    }
}
