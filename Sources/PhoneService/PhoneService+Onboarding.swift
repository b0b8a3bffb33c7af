internal import FlatProfile
internal import Provisioning
internal import Threading

/// Why a code was not even looked at, or the profile account was not set.
public enum OnboardingRefusal: Error, Hashable, Sendable {
    /// Only the administrator may.
    case notAllowed(String)
    /// What was typed makes no sense; in words.
    case malformed(String)
    /// The phone is being stopped.
    case stopped
    /// The store could not take it, in words.
    case store(String)
}

extension OnboardingRefusal: CustomStringConvertible {
    /// The sentence for whoever asked.
    public var description: String {
        switch self {
        case .notAllowed(let sentence), .malformed(let sentence), .store(let sentence): sentence
        case .stopped: "the phone is being stopped or restarts: ask again in a moment"
        }
    }
}

/// From the box to the service provider: activation codes and the profile account.
extension PhoneService {
    /// Exchanges an activation code for the provider's profile rule, and resyncs by it. Both accounts may: on the phone's own screen
    /// whoever holds the code types it. Returns when that resync has ended, or the code was not accepted.
    public func activate(_ typed: String, by principal: Principal) async throws(OnboardingRefusal) -> ActivationRecord {
        let code = try Self.code(typed)
        let report: ActivationReport
        do {
            report = try await engine.activate(code)
        } catch {
            throw .stopped
        }
        return ActivationRecord(
            report, attempts: report.attempts.first.map { attempts.records(ofRun: $0.resync) } ?? [],
            customization: customization)
    }

    private static func code(_ typed: String) throws(OnboardingRefusal) -> ActivationCode {
        do throws(ActivationCode.Fault) {
            return try ActivationCode(typed)
        } catch {
            throw .malformed("\(error)")
        }
    }

    /// Whoever sets a profile rule by hand has provisioned the phone on the spot.
    func noteProfileRules(in committed: [CommittedRevision], by person: String) async {
        guard committed.contains(where: { $0.changes.contains { RuleSource.profileRules.contains($0.name) } }) else {
            return
        }
        await engine.provisionedOnTheSpot(by: person)
    }

    /// Whether a profile account is set. Never waits.
    public var profileAccount: ProfileAccountRecord {
        ProfileAccountRecord(
            is_set: hasKeptProfileAccount.withLock { $0 },
            profile_authentication_type: snapshot["Profile_Authentication_Type"])
    }

    /// Sets the profile account, which answers challenges of profile servers; nil clears it.
    public func setProfileAccount(
        _ wish: ProfileAccountWish?, by principal: Principal
    ) async throws(OnboardingRefusal) {
        guard principal.account == .admin else {
            throw .notAllowed("only the administrator may set the profile account")
        }
        if let wish { try Self.check(wish) }
        do throws(CommitFailure) {
            try await writer.remember(
                wish.map { ProfileAccount(user: $0.user, password: $0.password) }, of: ProfileAccount.concern)
        } catch {
            throw .store("the profile account was not stored: \(error.sentence)")
        }
        hasKeptProfileAccount.withLock { $0 = wish != nil }
        report("the profile account was \(wish == nil ? "cleared" : "set") by \(principal.label)")
    }

    /// A colon ends the user name of Basic (RFC 7617, section 2), and control characters have no place in either part.
    private static func check(_ wish: ProfileAccountWish) throws(OnboardingRefusal) {
        guard !wish.user.isEmpty else { throw .malformed("the user name of the profile account is missing") }
        guard !wish.user.contains(":") else {
            throw .malformed("the user name of the profile account must not hold a colon")
        }
        for text in [wish.user, wish.password] {
            guard text.utf8.count <= 255 else {
                throw .malformed("user name and password of the profile account have at most 255 bytes each")
            }
            guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f }) else {
                throw .malformed("the profile account must not hold control characters")
            }
        }
    }
}

extension ActivationFormat {
    /// JSON, as `docs/activation.md` describes it.
    static let json = ActivationFormat(
        write: { RecordCoding.encode($0) },
        read: { bytes in bytes.count <= 65_536 ? try? RecordCoding.decode(ActivationGrant.self, from: bytes) : nil })
}
