internal import FlatProfile

/// Which changes have to be confirmed.
enum LockOut {
    /// Whether what a revision is about to change may lock somebody out.
    static func isCaused(by changes: [RevisionChange], in snapshot: Snapshot) -> Bool {
        changes.contains { names.contains($0.name) }
    }

    private static let names: Set<ParameterName> = [
        "Enable_Web_Server", "Web_Server_Port", "Enable_Protocol", "Enable_Web_Admin_Access", "Admin_Password", "User_Password",
    ]
}
