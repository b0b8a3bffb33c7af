/// The hooks of the machine, as Status, the API and the command line show them (`docs/hooks.md`).
public struct HooksRecord: Codable, Hashable, Sendable {
    /// The directory with the hooks, or null if there is none.
    @Nullable public var directory: String?
    /// Why its hooks cannot be seen, or null.
    @Nullable public var error: String?
    /// The hooks, by name.
    public var hooks: [HookRecord]

    /// Those hooks.
    public init(directory: String? = nil, error: String? = nil, hooks: [HookRecord] = []) {
        self.directory = directory
        self.error = error
        self.hooks = hooks
    }
}

/// One hook.
public struct HookRecord: Codable, Hashable, Sendable {
    /// Its name.
    public var name: String
    /// `idle`: told everything; `running`; `waiting`: tried again later; `held`: not told of what hooks do to each other without end.
    public var state: String
    /// The newest revision that it was told of; null: none yet.
    @Nullable public var revision: Int?
    /// What is wrong with it, or null.
    @Nullable public var error: String?
    /// How many times in a row it has failed.
    public var failures: Int
    /// When it is tried again; null if there is nothing to try.
    @Nullable public var next_try: String?
    /// Its last run since the phone was started, or null.
    @Nullable public var last_run: HookRunRecord?
}

/// One run of a hook.
public struct HookRunRecord: Codable, Hashable, Sendable {
    /// When it began.
    public var time: String
    /// What it was told of: `configuration`, `revision`, `factory-reset`, `reboot`.
    public var event: String
    /// How many parameters it was told.
    public var changes: Int
    /// Whether it ended with status 0.
    public var succeeded: Bool
    /// How it ended: `exited with status 0`.
    public var result: String
    /// How long it took, in seconds.
    public var duration: Double
}
