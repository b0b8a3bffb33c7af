public import FlatProfile
public import ProfileRules

/// A rule for the name under which a device finds its profile: `$PSN.xml`, `$MA.cfg`, `Cisco/$MA.cfg`.
///
/// Its macros are those of profile rules, and expand to what they are on a phone from the factory. It names a file below the root of the
/// server, never a server: which one a phone asks, DHCP or its own Profile_Rule says.
public struct FileNameRule: Hashable, Sendable {
    /// The rule as it is written.
    public let text: String

    /// A rule; whether it can be used shows for each device.
    public init(_ text: String) {
        self.text = text
    }

    /// The name for a device, relative to the root of the server, without a slash before it.
    public func name(for identity: DeviceIdentity) throws(FileNameFault) -> String {
        let written = String(Substring(text).trimmed)
        guard !written.isEmpty else { throw .empty }
        guard !written.contains("://"), !written.hasPrefix("//") else { throw .server(written) }
        if let sign = written.first(where: { "()[]?|;!\"".contains($0) || $0.isWhitespace }) {
            throw .sign(String(sign), in: written)
        }
        let context = MacroContext(
            snapshot: Snapshot(catalogue: Catalogue.of(identity.model)), identity: identity)
        let explanation = ProfileRule.explain(written.hasPrefix("/") ? written : "/" + written, in: context)
        if let error = explanation.error { throw .rule(error, in: written) }
        guard case .fetch(let request)? = explanation.decision, request.url.host == nil else { throw .server(written) }
        return try Self.checked(String(request.url.path.dropFirst()), of: written)
    }

    private static func checked(_ name: String, of rule: String) throws(FileNameFault) -> String {
        if let dollar = name.firstIndex(of: "$") {
            throw .unknownMacro(String(name[dollar...].prefix { $0 == "$" || $0.isLetter || $0.isNumber }), in: rule)
        }
        guard name.utf8.count <= 255 else { throw .tooLong(name) }
        if let sign = name.first(where: { !isAllowed($0) }) { throw .sign(String(sign), in: name) }
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard !parts.contains(where: { $0 == "." || $0 == ".." }) else { throw .leavesRoot(rule) }
        guard !parts.contains(where: \.isEmpty) else { throw .emptyPart(rule) }
        return name
    }

    /// What every server and every file system takes as it is: no escape is needed in an address, and none is undone.
    private static func isAllowed(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || "-._~+@=,/".contains(character))
    }
}

/// Why a rule gives no name of a file.
public enum FileNameFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nothing is written.
    case empty
    /// It names a server.
    case server(String)
    /// A sign that no name may hold.
    case sign(String, in: String)
    /// It is no rule.
    case rule(RuleSyntaxError, in: String)
    /// No macro has that name.
    case unknownMacro(String, in: String)
    /// It leads out of the root.
    case leavesRoot(String)
    /// Two slashes stand side by side, or one at the end.
    case emptyPart(String)
    /// It has more than 255 bytes.
    case tooLong(String)
    /// Two devices whose profiles differ would find them under one name.
    case shared(String, MACAddress, MACAddress)
    /// A name is a directory of another one.
    case directory(String, of: String)

    /// One sentence: what is wrong, and what to do.
    public var description: String {
        switch self {
        case .empty: "the file name is empty; write a rule such as $MA.cfg"
        case .server(let rule):
            "the file name \(quoted(rule)) names a server; write what stands behind it, such as Cisco/$MA.cfg: DHCP tells phones the server"
        case .sign(let sign, let rule):
            "the file name \(quoted(rule)) holds \(quoted(sign)); letters, digits, -._~+@=, and / are taken"
        case .rule(let error, let rule): "the file name \(quoted(rule)) cannot be used: \(error)"
        case .unknownMacro(let macro, let rule):
            "the file name \(quoted(rule)) holds \(quoted(macro)), which is no macro of a phone; $MA, $MAU, $MAC, $PN, $PSN and $SN are"
        case .leavesRoot(let rule):
            "the file name \(quoted(rule)) leads out of the server's root; remove . and .. from it"
        case .emptyPart(let rule): "the file name \(quoted(rule)) has a slash too many; write it as in Cisco/$MA.cfg"
        case .tooLong(let name): "the file name \(quoted(name)) is longer than 255 bytes; shorten the rule"
        case .shared(let name, let first, let second):
            "\(first) and \(second) would both find their profile as \(name), and these differ; put $MA into the file name, "
                + "or give each device a root of its own with --layout by-mac"
        case .directory(let name, let other):
            "\(name) would be a file and a directory of \(other) at once; change one of the file names"
        }
    }
}
