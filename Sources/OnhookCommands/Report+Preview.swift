internal import PhoneService

extension Option {
    /// Tells what would happen, and changes nothing.
    static let dryRun = Option.flag(
        "dry-run", "tell what would change and what each change would do, and store nothing")
}

extension Report {
    /// What changes would do: each with its effects, then those of all together.
    static func preview(_ preview: PreviewRecord) -> String {
        guard !preview.changes.isEmpty else { return "nothing would be different\n" }
        let changes = preview.changes.map { change in
            let effects = change.effects.map(\.label).joined(separator: ", ")
            return "\(change.name): \(quoted(change.old)) -> \(quoted(change.new))  [\(effects)]\n"
        }
        return changes.joined() + "\n" + preview.effects.map { "\($0.label): \($0.message)\n" }.joined()
    }
}
