public import FlatProfile
internal import Identity
internal import Provisioning
internal import Threading

/// Why a password was not set.
public enum PasswordRefusal: Error, Hashable, Sendable {
    /// The first passwords are set already: log in to change them.
    case alreadySetUp
    /// The old password is wrong.
    case wrongOldPassword
    /// These passwords break the rule, each with its own sentence.
    case faults([Account: String])
    /// Whoever asks may not set this password.
    case notAllowed
    /// The store could not take it, or the machine is too busy, in words.
    case failed(String)
}

/// The two accounts and their passwords.
extension PhoneService {
    /// Whether the administrator's password is set; until then nobody can log in.
    public var isSetUp: Bool { hasPassword(.admin) }

    /// Whether the account has a password; one without is closed.
    public func hasPassword(_ account: Account) -> Bool { !snapshot[account.parameter].isEmpty }

    /// Whether that is the name of the parameter that holds the account's password.
    public func isPassword(_ name: String, of account: Account) -> Bool { ParameterName(name) == account.parameter }

    /// The revision that last set the account's password: sessions of before it are over.
    public func passwordRevision(of account: Account) -> RevisionNumber {
        snapshot.settings[account.parameter]?.provenance.revision ?? 0
    }

    /// Sets the first passwords, both or the administrator's alone; the account `user` stays closed then.
    ///
    /// Of several who try at once one alone is let through.
    public func setUp(
        adminPassword: String, userPassword: String, through face: Principal.Face = .web
    ) async throws(PasswordRefusal) {
        let isFirst = isSettingUp.withLock { isSettingUp in
            defer { isSettingUp = true }
            return !isSettingUp
        }
        guard isFirst else { throw .failed("somebody else is setting the first passwords at this moment") }
        defer { isSettingUp.withLock { $0 = false } }
        guard !isSetUp else { throw .alreadySetUp }
        var wanted = [Account.admin: adminPassword]
        if !userPassword.isEmpty { wanted[.user] = userPassword }
        try await set(wanted, by: Principal(.admin, through: face), note: "first passwords")
    }

    /// Whom a name and a password let in; nil if they are wrong, which takes about a tenth of a second of work whatever is wrong, so
    /// that the time does not tell which names have a password.
    ///
    /// The right password is known by its fingerprint, in microseconds, so that scripts may show it with each request. Guessing is no
    /// cheaper for it: a wrong one is hashed and throttled, and whoever has the database without the key of fingerprints has
    /// the hash alone.
    public func logIn(_ name: String, _ password: String) async throws(PasswordRefusal) -> Account? {
        let account = Account(rawValue: name)
        let revision = account.map(passwordRevision)
        let isRight = try await isPassword(password, of: account)
        // A password that was changed meanwhile lets nobody in any more.
        guard isRight, let account, revision == passwordRevision(of: account) else { return nil }
        await digests.learn(password, of: account.parameter, storedAs: snapshot[account.parameter])
        return account
    }

    /// Whether that is the account's password. A closed account has none, nor has one that does not exist.
    private func isPassword(_ password: String, of account: Account?) async throws(PasswordRefusal) -> Bool {
        let stored = account.map { snapshot[$0.parameter] } ?? ""
        guard !passwords.isSame(password, as: stored) else { return true }
        do throws(IdentityError) {
            return try await passwords.verify(password, against: stored)
        } catch {
            throw .failed("\(error)")
        }
    }

    /// Sets the password of an account. The account itself must know its old one; the administrator sets the user's without. The new one
    /// waits for its confirmation as `wish` says.
    public func changePassword(
        of account: Account, from old: String, to new: String, by principal: Principal,
        confirming wish: ConfirmationWish = .none
    ) async throws(PasswordRefusal) {
        guard principal.account == account || principal.account == .admin else { throw .notAllowed }
        if principal.account == account, hasPassword(account) {
            guard try await isPassword(old, of: account) else { throw .wrongOldPassword }
        }
        await settlePendingChange()
        try await set([account: new], by: principal, note: "password of \(account.rawValue)", confirming: wish)
    }

    private func set(
        _ wanted: [Account: String], by principal: Principal, note: String, confirming wish: ConfirmationWish = .none
    ) async throws(PasswordRefusal) {
        let faults = wanted.compactMapValues { password in
            PasswordRule.webPage.faults(in: password).map(\.description).joined(separator: " ").nonEmpty
        }
        guard faults.isEmpty else { throw .faults(faults) }
        let changes = wanted.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { ParameterChange($0.key.parameter, .set($0.value)) }
        do {
            _ = try await writer.commit(
                ChangeSet(changes, origin: principal.origin, note: note), terms: terms(for: principal, wish))
        } catch {
            throw .failed(error.sentence)
        }
    }
}

extension Account {
    /// The parameter that holds the account's password.
    var parameter: ParameterName {
        switch self {
        case .admin: "Admin_Password"
        case .user: "User_Password"
        }
    }

    /// Whether a parameter is the password of an account.
    static func isLogin(_ name: ParameterName) -> Bool { allCases.contains { $0.parameter == name } }
}

extension PasswordRefusal: CustomStringConvertible {
    /// The sentence for whoever asked.
    public var description: String {
        switch self {
        case .alreadySetUp: "the first passwords are set already: log in to change them"
        case .wrongOldPassword: "the old password is wrong"
        case .faults(let faults):
            faults.sorted { $0.key.rawValue < $1.key.rawValue }
                .map { "the password of \($0.key.rawValue): \($0.value)" }.joined(separator: "; ")
        case .notAllowed: "only the administrator may set another account's password"
        case .failed(let sentence): sentence
        }
    }
}

extension String {
    /// The text, or nil if it is empty.
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
