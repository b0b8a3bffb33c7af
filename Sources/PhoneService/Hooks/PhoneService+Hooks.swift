internal import Host

/// Where the hooks of the machine are, and what they get besides what every hook gets.
public struct HookPlace: Sendable {
    /// Their directory; nil: there are no hooks.
    public var directory: String?
    /// Further variables of their environment.
    public var environment: [String: String]

    /// The directory of a machine of which nobody named another one, used if it exists.
    public static var standardDirectory: String { HookShelf.standardPath }

    /// That directory.
    public init(directory: String? = nil, environment: [String: String] = [:]) {
        self.directory = directory
        self.environment = environment
    }
}

/// What may be asked of the hooks.
public struct HookWish: Codable, Hashable, Sendable {
    /// Which one; nil: all.
    public var name: String?
    /// True: the whole configuration, as to a new hook.
    public var whole: Bool?

    /// A wish of those parts.
    public init(name: String? = nil, whole: Bool? = nil) {
        self.name = name
        self.whole = whole
    }
}

/// The programs of the machine that follow the configuration.
extension PhoneService {
    /// The hooks as they are now. Never waits.
    public var hookRecords: HooksRecord { hooks.record }

    /// Who a process of the machine is that may do everything: a hook while it runs, else a login.
    public func principal(ofProcess process: Int32, user: UInt32) -> Principal {
        if let hook = hooks.hook(ofProcess: process) { return .hook(hook) }
        return Principal(.admin, through: .commandLine(login: Self.login(ofUser: user)))
    }

    /// Tells a hook, or all, now what there is to tell, whatever failed before, and returns when that is done.
    public func tellHooks(_ wish: HookWish, by principal: Principal) async throws(ServiceFailure) -> HooksRecord {
        guard !principal.isHook else {
            throw ServiceFailure(sentence: "a hook is told when it has ended, so it cannot wait for that")
        }
        guard hooks.record.directory != nil else {
            throw ServiceFailure(
                sentence:
                    "there are no hooks: \(HookPlace.standardDirectory) did not exist when the phone was started, "
                    + "and --hooks names no other directory")
        }
        guard await hooks.tellNow(wish.name, isWhole: wish.whole ?? false) else {
            throw ServiceFailure(sentence: "there is no hook \"\((wish.name ?? "").prefix(40))\"", isMissing: true)
        }
        return hooks.record
    }
}

extension PhoneService {
    /// The hooks as a section of Status; nil if the machine has none.
    public func hookSection(_ times: TimeStyle) -> MachineSection? {
        let record = hooks.record
        guard let directory = record.directory else { return nil }
        return MachineSection(
            title: "Hooks", note: record.error ?? "Programs in \(directory) that follow the configuration.",
            rows: record.hooks.map { ($0.name, $0.sentence(times.after)) })
    }

    /// The last restarts as a section of Status: five rows, newest first.
    func rebootSection(_ times: TimeStyle) -> MachineSection {
        let lines = reboots.entries.map { entry in
            times == .exact
                ? "\(entry.reason.rawValue), \(entry.time.exact)" : entry.line(in: LocalTime(entry.time))
        }
        return MachineSection(
            title: "Reboot History", note: "",
            rows: (1...RebootHistory.limit).map { number in
                ("Reboot Reason \(number)", number <= lines.count ? lines[number - 1] : "")
            })
    }
}

extension HookRecord {
    /// How it is, in words.
    public var sentence: String { sentence { "at \($0)" } }

    /// How it is, in words; `time` says how times are shown.
    func sentence(_ time: (String) -> String) -> String {
        var parts: [String] = []
        if let error { parts.append(error.hasSuffix(".") ? error : error + ".") }
        switch state {
        case "running": parts.append("It runs now.")
        case "waiting": parts.append("It is tried again \(next_try.map(time) ?? "").")
        default: if error == nil { parts.append(revision.map { "Told of revision \($0)." } ?? "Told of nothing yet.") }
        }
        if let run = last_run { parts.append("Last run \(time(run.time)) (\(run.event)): it \(run.result).") }
        return parts.joined(separator: " ")
    }
}
