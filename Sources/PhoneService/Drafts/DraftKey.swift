internal import Identity
internal import Notation
internal import Store

/// Which of an account's drafts.
public enum DraftKey: Hashable, Sendable {
    /// The one of a browser, which shows that token. Only a digest of it is stored.
    case browser(token: String)
    /// One that a script has named.
    case named(String)

    /// The name under which a browser's own draft is listed; no other draft has it.
    public static let browserName = "browser"
    /// How many characters a name may have.
    public static let longestName = 64

    /// The draft of that name: 1 to 64 letters, digits, `.`, `_` and `-`; nil for anything else, and for `browser`.
    public init?(named name: String) {
        let isName = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isName, (1...Self.longestName).contains(name.utf8.count), name != Self.browserName else { return nil }
        self = .named(name)
    }

    /// How the draft is listed.
    public var name: String {
        switch self {
        case .browser: Self.browserName
        case .named(let name): name
        }
    }

    private static let browserPrefix = "browser:"
    private static let namePrefix = "name:"

    /// Under what the store keeps it. The token has 256 random bits, so that its digest needs no salt and no slow hash.
    func holder(_ account: Account) -> DraftHolder {
        switch self {
        case .named(let name):
            return DraftHolder(account: account.rawValue, key: Self.namePrefix + name)
        case .browser(let token):
            let digest = try? SecretBytes.authenticationCode(of: Array(token.utf8), key: Array("onhook draft".utf8))
            return DraftHolder(account: account.rawValue, key: Self.browserPrefix + (digest ?? []).hexadecimal)
        }
    }

    /// The key of a named draft in the store; nil for that of a browser.
    init?(_ holder: DraftHolder) {
        guard holder.key.hasPrefix(Self.namePrefix) else { return nil }
        self = .named(String(holder.key.dropFirst(Self.namePrefix.count)))
    }
}
