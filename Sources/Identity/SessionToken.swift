import Notation

/// What a browser that is logged in shows with each request, and what the phone makes of it.
///
/// The token itself is kept nowhere: its digest finds the session, and the token of forms is made of it again whenever it is shown.
public struct SessionToken: Sendable, Equatable {
    private let bytes: [UInt8]

    /// The token in that cookie.
    public init(_ cookie: String) { bytes = Array(cookie.utf8) }

    /// By what the session is known. A token is random enough that its digest needs no salt and no slow hash.
    public var digest: String { code("onhook session") }

    /// What forms of the session carry: whoever has the store cannot make it.
    public var formToken: String { code("onhook form") }

    private func code(_ purpose: String) -> String {
        do throws(IdentityError) {
            return try SecretBytes.authenticationCode(of: bytes, key: Array(purpose.utf8)).hexadecimal
        } catch {
            // Without HMAC-SHA256 nobody can be told apart.
            preconditionFailure("\(error)")
        }
    }
}
