internal import Host

/// What hooks are told of.
enum HookEvent: String, Codable, Hashable, Sendable, CaseIterable {
    /// The whole configuration: what a hook begins with that was never told anything.
    case configuration
    /// What has changed since the hook was told last.
    case revision
    /// The whole configuration, after everything was erased.
    case factoryReset = "factory-reset"
    /// The phone restarts.
    case reboot
}

/// What a hook has been told so far; kept in the state of the store, so that it is told the rest after a crash.
struct HookMark: Codable, Hashable, Sendable {
    /// The newest revision whose changes it has been told; nil: it is told everything next.
    @Nullable var revision: Int?
    /// As what everything is told.
    var whole: HookEvent = .configuration

    /// The mark of a hook that knows nothing yet, or no longer.
    static func nothing(_ whole: HookEvent = .configuration) -> HookMark { HookMark(revision: nil, whole: whole) }

    /// The key of the store's state.
    static func key(of hook: String) -> String { "hook/\(hook)" }
}
