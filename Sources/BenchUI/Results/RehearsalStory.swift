internal import FoundationEssentials

/// The story of a rehearsed device as people read it, made of the JSON that a rehearsal keeps with its result.
struct RehearsalStory: Decodable {
    private struct Stage: Decodable {
        var place: String
        var good: Bool
        var text: String?
        var story: [Line]
    }

    private struct Line: Decodable {
        var at: Double
        var deed: String
        var outcome: String
        var rule: String?
        var url: String?
        var status: Int?
        var error: String?
    }

    private var stages: [Stage]
    private var software_version: String?
    private var values: [String: String]?
    private var values_left_out: Int?

    /// The text of a result's detail; as it is where it is of another kind.
    static func text(of detail: String) -> String {
        guard let story = try? JSONDecoder().decode(Self.self, from: Data(detail.utf8)), !story.stages.isEmpty else {
            return detail
        }
        return story.text
    }

    private var text: String {
        var lines: [String] = []
        for stage in stages {
            lines.append("\(stage.good ? "✓" : "✕") \(stage.place)\(stage.text.map { ": \($0)" } ?? "")")
            for line in stage.story {
                lines.append("  \(Self.seconds(line.at))  \(line.deed): \(line.error ?? line.outcome)")
                if let rule = line.rule { lines.append("           \(rule)") }
                if let url = line.url, url != line.rule {
                    lines.append("           \(url)\(line.status.map { " → \($0)" } ?? "")")
                }
            }
        }
        if let software_version, !software_version.isEmpty { lines.append("= \(software_version)") }
        for (name, value) in (values ?? [:]).sorted(by: { $0.key < $1.key }) { lines.append("= \(name): \(value)") }
        if let rest = values_left_out, rest > 0 { lines.append("= … (\(rest))") }
        return lines.joined(separator: "\n")
    }

    /// `   12.5 s`, so that the deeds stand below each other.
    private static func seconds(_ time: Double) -> String {
        let tenths = time.isFinite ? Int(min(max(time, 0), 1e7) * 10) : 0
        let text = "\(tenths / 10).\(tenths % 10)"
        return String(repeating: " ", count: max(0, 6 - text.count)) + text + " s"
    }
}
