internal import FlatProfile

/// The two accounts of the phone. Their names cannot change (web pages, "Accounts and logins").
public enum Account: String, Sendable, Hashable, CaseIterable {
    /// May do everything.
    case admin
    /// Sees the status, and parameters by their `ua`.
    case user

}

/// Who asks for something, and through which face.
public struct Principal: Hashable, Sendable {
    /// The faces of the phone.
    public enum Face: Hashable, Sendable {
        /// A form in a browser.
        case web
        /// The JSON API, with the account's password.
        case api
        /// The control socket or the store itself: a login of the machine that may open the state directory.
        case commandLine(login: String)
    }

    /// With whose rights.
    public var account: Account
    /// Through which face.
    public var face: Face

    /// Somebody with that account's rights.
    public init(_ account: Account, through face: Face) {
        self.account = account
        self.face = face
    }

    /// Whether it is this machine itself that asks: over the control socket, or by a command that opened the store.
    public var isMachine: Bool {
        if case .commandLine = face { true } else { false }
    }

    /// What the store remembers of a change that they make.
    var origin: Origin {
        switch face {
        case .web: .web(account: account.rawValue)
        case .api: .api(account: account.rawValue)
        case .commandLine(let login): .commandLine(user: login)
        }
    }

    /// The login that the history names.
    var author: String { origin.author ?? "" }

    /// What a record calls them: `admin (web)`.
    var label: String { Wording.origin(origin) }
}
