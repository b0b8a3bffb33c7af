internal import FlatProfile
internal import Host
internal import Store
internal import Threading

/// The last login that was let in, and the last that was not.
///
/// Source: web pages, "Info > Status": Last Successful Login, Last Failed Login.
final class LoginLog: Sendable {
    /// One of them.
    struct Entry: Codable, Hashable, Sendable {
        /// When, as records have it.
        var time: String
        /// The account; nil where the name was that of none. What was typed is not kept: it may be a password.
        var account: String?
        /// The address of the browser or script.
        var address: String

        /// `11/20/2026 07:18:39, admin from 192.0.2.7`.
        func sentence(_ times: TimeStyle) -> String {
            let time = times.alone(time)
            let place = LogText.line(address)
            return account.map { "\(time), \($0) from \(place)" } ?? "\(time), unknown account from \(place)"
        }
    }

    /// Both of them, as the store keeps them.
    struct Entries: Codable, Hashable, Sendable {
        var success: Entry?
        var failure: Entry?
    }

    private let entries = Locked(Entries())

    /// Both of them.
    var current: Entries {
        get { entries.withLock { $0 } }
        set { entries.withLock { $0 = newValue } }
    }
}

extension PhoneService {
    private static let loginsKey = "logins"

    /// Reads what earlier runs left.
    func loadLogins() async throws(StoreError) {
        let kept = try await store.state(Self.loginsKey)
        logins.current = kept.flatMap { try? RecordCoding.decode(LoginLog.Entries.self, from: $0) } ?? .init()
    }

    /// Remembers that somebody was let in, or was not, and tells the log. `isLasting` is false for scripts, which log in with each request:
    /// theirs are not written down each time.
    public func remember(
        loginOf name: String, succeeded: Bool, from address: String, by way: LoginWay = .form, isLasting: Bool
    ) async {
        noteLogin(of: name, succeeded: succeeded, from: address, by: way)
        guard isLasting else { return }
        do throws(StoreError) {
            try await store.setState(Self.loginsKey, RecordCoding.encode(logins.current))
        } catch {
            report("the last login could not be written down: \(error)")
        }
        await events.post(.loggedIn)
    }

    /// As above, for whoever cannot wait until it is written down.
    public func noteLogin(of name: String, succeeded: Bool, from address: String, by way: LoginWay) {
        let account = Account(rawValue: name)
        let entry = LoginLog.Entry(
            time: now.iso8601, account: account?.rawValue, address: String(address.prefix(80)))
        if succeeded { logins.current.success = entry } else { logins.current.failure = entry }
        note(loginOf: account, succeeded: succeeded, from: address, by: way)
    }

    /// The last login that was let in and the last that was not, as Status shows them; nil where there was none.
    public func lastLogins(_ times: TimeStyle) -> (success: String?, failure: String?) {
        let current = logins.current
        return (current.success?.sentence(times), current.failure?.sentence(times))
    }
}
