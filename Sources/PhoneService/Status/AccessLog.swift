internal import FlatProfile
internal import Host
internal import Threading

/// How somebody shows who they are.
public enum LoginWay: String, Sendable, CaseIterable {
    /// With the login form.
    case form = "login form"
    /// With name and password in each request (RFC 7617).
    case basic = "Basic"
    /// With a digest of both in each request (RFC 7616).
    case digest = "Digest"
    /// With name and password in the address.
    case address = "login in the address"

    /// Whether it is shown with each request, so that a log need not tell of every one.
    var isRepeated: Bool { self != .form }
}

/// Which lines of logins and refusals are written: of each kind from each place so many in a while, so that nobody can drive the others
/// out of the log.
///
/// A value: the time is passed in.
struct LineLimiter: Sendable {
    /// How many places are remembered; the one that is longest ago makes room.
    static let limit = 256

    private struct Line: Sendable {
        /// When the while began.
        var time: Timestamp
        var written = 1
        var suppressed = 0
    }

    private var lines: [String: Line] = [:]

    /// How many places are remembered now.
    var count: Int { lines.count }

    /// How many lines like it were left out since the last one; nil if this one is to be left out as well.
    mutating func admits(_ key: String, at now: Timestamp, _ most: Int, in interval: Duration) -> Int? {
        // A clock that was set back is no reason for silence.
        if let line = lines[key], line.time <= now, now - line.time < interval {
            if line.written < most {
                lines[key]?.written += 1
                return 0
            }
            lines[key]?.suppressed += 1
            return nil
        }
        let suppressed = lines[key]?.suppressed ?? 0
        if lines[key] == nil, lines.count >= Self.limit, let oldest = lines.min(by: { $0.value.time < $1.value.time }) {
            lines[oldest.key] = nil
        }
        lines[key] = Line(time: now)
        return suppressed
    }
}

/// What the log of the process is told of logins and of what was refused: who, whence, what; never what was typed.
final class AccessLog: Sendable {
    private let limiter = Locked(LineLimiter())

    /// How many lines like it were left out before this one; nil if it is to be left out as well.
    func suppressed(before key: String, at now: Timestamp, _ most: Int, in interval: Duration) -> Int? {
        limiter.withLock { $0.admits(key, at: now, most, in: interval) }
    }
}

extension PhoneService {
    /// Why somebody was turned away.
    public enum AccessRefusal: Hashable, Sendable {
        /// It is the administrator's.
        case administratorOnly
        /// The form does not belong to the session.
        case formOfAnotherSession
        /// A page of another site sent it.
        case foreignOrigin
        /// It was addressed to another host.
        case foreignHost
        /// The administrator's pages are switched off.
        case administratorSwitchedOff
        /// There were too many wrong passwords.
        case tooManyPasswords(seconds: Int)

        private var kind: String {
            switch self {
            case .administratorOnly: "admin"
            case .formOfAnotherSession: "form"
            case .foreignOrigin: "origin"
            case .foreignHost: "host"
            case .administratorSwitchedOff: "off"
            case .tooManyPasswords: "throttle"
            }
        }

        fileprivate func key(_ account: String, _ address: String) -> String { "\(kind) \(account) \(address)" }

        fileprivate var sentence: String {
            switch self {
            case .administratorOnly: "only the administrator may do this"
            case .formOfAnotherSession: "the form does not belong to the session"
            case .foreignOrigin: "it came from a page of another site"
            case .foreignHost: "it was addressed to another host"
            case .administratorSwitchedOff: "Enable Web Admin Access is No"
            case .tooManyPasswords(let seconds):
                "there were too many wrong passwords, the next one is looked at in \(seconds) s"
            }
        }
    }

    /// How many refusals of one kind from one place are told of in a minute.
    private static let mostRefusals = 10

    /// Whatever comes from outside fits into one short line.
    private static func quoted(_ text: String, _ limit: Int = 80) -> String {
        String(LogText.prefix(of: LogText.line(text), bytes: limit))
    }

    /// Tells the log that somebody was turned away: from where, with whose rights, and what they asked for (without its query, which may
    /// hold secrets). Of one kind from one place ten lines a minute.
    public func note(
        _ refusal: AccessRefusal, of account: String?, from address: String, asking method: String, _ path: String
    ) {
        let address = Self.quoted(address)
        let who = account.flatMap(Account.init)?.rawValue ?? "somebody"
        let suppressed = accessLog.suppressed(
            before: refusal.key(who, address), at: now, Self.mostRefusals, in: .seconds(60))
        guard let suppressed else { return }
        let path = Self.quoted(String(path.prefix { $0 != "?" }))
        complain("refused \(who) from \(address): \(method) \(path): \(refusal.sentence)\(Self.more(suppressed))")
    }

    /// Tells the log that somebody wanted to change what is not theirs; ten lines a minute.
    func noteFieldsNotAllowed(_ faults: [FieldFault], _ principal: Principal, in snapshot: Snapshot) {
        guard principal.account == .user else { return }
        let names = faults.map { ParameterName($0.name) }.filter { name in
            snapshot.catalogue[name] != nil && snapshot.access(to: name) != .readWrite
        }
        guard let first = names.first else { return }
        let suppressed = accessLog.suppressed(
            before: "field \(principal.label)", at: now, Self.mostRefusals, in: .seconds(60))
        guard let suppressed else { return }
        let others = names.count == 1 ? "" : " and \(names.count - 1) more"
        complain(
            "refused \(principal.label): \(first.text)\(others) can be changed by the administrator only\(Self.more(suppressed))"
        )
    }

    /// Tells the log of a login. Those that scripts show with each request are told of once an hour if they are right.
    func note(loginOf account: Account?, succeeded: Bool, from address: String, by way: LoginWay) {
        let address = Self.quoted(address)
        guard succeeded else {
            return complain("login failed: \(account?.rawValue ?? "unknown account") from \(address), \(way.rawValue)")
        }
        var suppressed = 0
        if way.isRepeated {
            let key = "login \(way.rawValue) \(account?.rawValue ?? "") \(address)"
            guard let count = accessLog.suppressed(before: key, at: now, 1, in: .seconds(3600)) else { return }
            suppressed = count
        }
        report("logged in: \(account?.rawValue ?? "") from \(address), \(way.rawValue)\(Self.more(suppressed))")
    }

    /// Tells the log that sessions were ended.
    public func note(endOfSessions count: Int, of account: String, by principal: Principal, because reason: String) {
        guard count > 0 else { return }
        report(
            "\(count == 1 ? "a session" : "\(count) sessions") of \(account) ended by \(principal.label): \(reason)")
    }

    private static func more(_ count: Int) -> String { count == 0 ? "" : " (and \(count) more like it before)" }
}
