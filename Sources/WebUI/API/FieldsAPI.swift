internal import FlatProfile
internal import HTTPServer
internal import PhoneService

/// The Voice tabs as JSON: what stands on which, and what a person has to know to set it.
extension Desk {
    func addFieldsAPI(to router: inout Router) {
        serve(.get("/api/v1/tabs"), in: &router) { visit in .now(apiTabs(visit)) }
        serve(.get("/api/v1/fields"), in: &router) { visit in .now(apiFields(visit)) }
    }

    private func apiTabs(_ visit: Visit) -> Response {
        let tabs = shownTabs(to: visit).map { tab, sections in
            TabRecord(
                label: tab.label, path: Routes.path(of: tab),
                sections: sections.map { title, parameters in
                    .init(title: title, fields: parameters.map(\.name.text))
                })
        }
        return .json(RecordCoding.encode(tabs))
    }

    private func apiFields(_ visit: Visit) -> Response {
        var tabs = shownTabs(to: visit)
        if let label = visit.item("tab") {
            tabs = tabs.filter { $0.tab.label == label }
            guard !tabs.isEmpty else {
                return .failure("this phone has no such tab; GET /api/v1/tabs lists those that it has", .notFound)
            }
        }
        let snapshot = service.snapshot
        let fields = tabs.flatMap(\.sections).flatMap(\.parameters).map {
            FieldRecord($0, in: snapshot, for: visit.principal.account)
        }
        return .json(RecordCoding.encode(fields))
    }

    private typealias ShownSection = (title: String, parameters: [Parameter])

    /// The tabs as that account sees them: what it may not see is on none.
    private func shownTabs(to visit: Visit) -> [(tab: VoiceTab, sections: [ShownSection])] {
        let catalogue = service.snapshot.catalogue
        let visible = Set(service.parameters(.all, by: visit.principal).map(\.name))
        return catalogue.tabs.map { contents in
            let sections = contents.sections.compactMap { section -> ShownSection? in
                let parameters = section.parameters.map { catalogue.parameters[$0] }
                    .filter { visible.contains($0.name.text) }
                return parameters.isEmpty ? nil : (section.title, parameters)
            }
            return (contents.tab, sections)
        }.filter { !$0.sections.isEmpty }
    }
}

/// A tab of Voice.
struct TabRecord: Codable {
    /// A section of it.
    struct Section: Codable {
        var title: String
        /// The names of its parameters, in order.
        var fields: [String]
    }

    var label: String
    /// The address of its page.
    var path: String
    var sections: [Section]
}

/// A field of a tab: what it is called, what it is for, which values it takes, and where the present one comes from.
struct FieldRecord: Codable {
    var name: String
    var label: String
    var tab: String
    var section: String
    /// What a page sets it with: `text`, `wide` (rules, schedules, scripts), `number`, `select`, `choices` (several of them), `yes-no`, `secret`.
    var control: String
    /// What a `select` offers, and of what a value of `choices` is made, joined by `|`.
    var choices: [String]
    /// What a number counts, in words.
    @Nullable var unit: String?
    @Nullable var minimum: Int?
    @Nullable var maximum: Int?
    var help: String
    /// Whether the basic view of the administrator shows it although nobody changed it.
    var basic: Bool
    /// Whether this account may only see it.
    var read_only: Bool
    /// Whether somebody has set it, so that it can be reset.
    var can_be_reset: Bool
    /// Whether `POST /api/v1/parameters/NAME/explanation` tells what its value means.
    var explained: Bool
    /// When the present value was set; null for the factory default.
    @Nullable var since: String?

    init(_ parameter: Parameter, in snapshot: Snapshot, for account: Account) {
        let setting = snapshot.settings[parameter.name]
        let control = VoiceTabBuilder.control(of: parameter, isSet: false)
        name = parameter.name.text
        label = parameter.label
        tab = parameter.tab.label
        section = parameter.section
        self.control = control.word
        choices = []
        switch control {
        case .select(let words), .choices(let words): choices = words
        case .number(let unit, let range):
            self.unit = unit
            minimum = range?.lowerBound
            maximum = range?.upperBound
        default: break
        }
        help = parameter.help
        basic = BasicSettings.holds(parameter)
        read_only = account == .user && snapshot.access(to: parameter.name) == .readOnly
        can_be_reset = setting?.value != nil && !parameter.isSecret && !read_only
        explained = account == .admin && PhoneService.explains(parameter.name)
        since = setting.map { $0.provenance.time.iso8601 }
    }
}

extension FieldView.Control {
    /// Its name in the API.
    fileprivate var word: String {
        switch self {
        case .text: "text"
        case .number: "number"
        case .select: "select"
        case .yesNo: "yes-no"
        case .choices: "choices"
        case .wide: "wide"
        case .secret: "secret"
        }
    }
}
