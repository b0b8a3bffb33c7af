internal import PhoneService

extension Option {
    /// Tells what would happen, and changes nothing.
    static let dryRun = Option.flag(
        "dry-run", "tell what would change and what each change would do, and store nothing")
}

extension Report {
    /// What changes would do: each with its effects, then those of all together.
    static func preview(_ changes: [PreviewChangeRecord], _ effects: [EffectRecord]) -> String {
        guard !changes.isEmpty else { return "nothing would be different\n" }
        let lines = changes.map { change in
            "\(self.change(change.change))  [\(change.effects.map(\.label).joined(separator: ", "))]\n"
        }
        return lines.joined() + "\n" + effects.map { "\($0.label): \($0.message)\n" }.joined()
    }
}
