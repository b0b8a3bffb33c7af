import FlatProfile

@testable import Pages
@testable import WebUI

extension Samples {
    /// A tab of the catalogue, some of its fields changed.
    static func tab(_ label: String, isReadOnly: Bool = false) -> VoiceTabPage {
        let catalogue = Catalogue.of(.standard)
        let contents = catalogue.tabs.first { $0.tab.label == label }
        let sections = (contents?.sections ?? []).map { section in
            VoiceTabPage.Section(
                title: section.title,
                onboarding: section.title == "Webex"
                    ? .init(
                        cloud: .pending, state: "Waiting for an activation code",
                        sentence: "Enter the code that Control Hub shows on the phone.") : nil,
                fields: section.parameters.map { field(of: catalogue.parameters[$0], isReadOnly: isReadOnly) })
        }
        return VoiceTabPage(
            title: label, action: "/voice" + path(label), csrfToken: "0123456789abcdef", revision: 14,
            sections: sections)
    }

    static var provisioning: VoiceTabPage {
        var page = tab("Provisioning")
        page.resync = resync
        return page
    }

    static var refused: VoiceTabPage {
        var page = tab("Provisioning")
        page.problems = ["Nothing was stored: put these fields right, then submit again."]
        page.resync = resync
        page.resync?.rule = "htps://x"
        page.resync?.ruleError = "column 1: htps is no scheme; tftp, http and https are."
        for (name, value, error) in [
            ("Resync_Random_Delay", "65536", "Must be 0 to 65535, not \"65536\"."),
            ("Report_To_Server", "Never", "Must be one of On Request, On Local Change, Periodically."),
            ("Profile_Rule", "($A eq)? x", "column 7: a text is missing after eq."),
        ] {
            for section in page.sections.indices {
                for field in page.sections[section].fields.indices
                where page.sections[section].fields[field].name == name {
                    page.sections[section].fields[field].value = value
                    page.sections[section].fields[field].error = error
                }
            }
        }
        return page
    }

    static let resync = ResyncPanel(
        action: "/resync", csrfToken: "0123456789abcdef",
        progress: ResyncProgress(
            summary: "Revision 14. The last resync succeeded: 4 parameters changed.",
            next: NextResync(time: Moment(Timestamp(unixSeconds: 1_795_240_000)), reason: "Resync_Periodic"),
            last: .init(
                outcome: .success, time: Samples.moment(minutesAgo: 3), sentence: "4 parameters changed.",
                link: "/status#attempt-12"), now: Samples.now,
            firmware: "sip88xx.12-0-7MPP0201-66 runs.", attempts: []),
        permission: .anyRule)

    private static func field(of parameter: Parameter, isReadOnly: Bool) -> FieldView {
        let name = parameter.name.text
        var field = FieldView(
            name: name, label: parameter.label, control: control(of: parameter), value: parameter.defaultValue,
            defaultValue: parameter.defaultValue, help: parameter.help, isReadOnly: isReadOnly)
        if name.hasSuffix("Periodic") || name == "GPP_A" || name == "Onboard_Enable" {
            field.value = "86400"
            field.isChanged = true
            field.origin = "from https://provisioning.example.com/000e08aabbcc.xml, line 12, 3 min ago"
        }
        if name == "Resync_At__HHmm_" { field.remark = "Sample of a remark: something else decides now." }
        return field
    }

    private static func control(of parameter: Parameter) -> FieldView.Control {
        if parameter.isSecret { return .secret(isSet: parameter.name.text.count.isMultiple(of: 2)) }
        if parameter.name == "Work_Days" { return .choices(parameter.type.choices) }
        switch parameter.type.kind {
        case .bool: return .yesNo
        case .choice: return .select(parameter.type.choices)
        case .int: return .number(unit: parameter.unit == .seconds ? "seconds" : nil, range: parameter.type.range)
        default:
            return ["Rule", "Script", "Plan", "_Msg"].contains { parameter.name.text.contains($0) } ? .wide : .text
        }
    }
}
