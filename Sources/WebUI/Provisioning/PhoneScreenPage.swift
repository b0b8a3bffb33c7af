internal import HTTPServer
internal import Pages

/// The phone's own screen: a heading, lines to choose from or to read, perhaps a field, and the soft keys below.
///
/// Source: administration guide, "Device administration" of the phone's menu; the screen's looks are Onhook's own.
struct PhoneScreenPage: FramedPage, Sendable {
    static let view: ViewName = "phone-screen"

    /// A line of a menu.
    struct Item: Sendable {
        var label: String
        var link: String
        /// What stands behind it, or empty.
        var note = ""
    }

    /// A key below the screen.
    enum Key: Sendable {
        /// Sends the form.
        case submit(String)
        /// Leads to another screen.
        case go(String, to: String)
        /// Leads back.
        case back(to: String)
    }

    /// The one field of a screen.
    struct Field: Sendable {
        var label: String
        var name: String
        var value = ""
        var help: String
    }

    /// A form, with a field or only a question.
    struct Form: Sendable {
        /// Where it is sent.
        var action: String
        /// The token against forged forms.
        var csrfToken: String
        var hidden: [(name: String, value: String)] = []
        var field: Field?
    }

    /// What stands at the top: the phone's name.
    var phone: String
    /// The cloud symbol.
    var cloud: VoiceTabPage.Onboarding
    /// What the screen is called.
    var heading: String
    /// A sentence, or empty.
    var text = ""
    /// What is wrong with what was typed.
    var error: String?
    var items: [Item] = []
    var lines: [(label: String, value: String)] = []
    var form: Form?
    /// Where a picture of this screen is; nil for those who get none.
    var picture: String?
    /// What the phone is doing; scripts keep it current.
    var progress: PhoneScreenProgress?
    var keys: [Key]

    var title: String { "Phone Screen" }
    var hasErrors: Bool { error != nil }

    func fill(_ model: borrowing ViewModel) {
        model["PHONE"] = phone
        model.show("PICTURE", picture)
        model["CLOUD"] = cloud.cloud.rawValue
        model.say("CLOUD_WORDS", cloud.state)
        model.say("HEADING", heading)
        model.show("TEXT", saying: text.isEmpty ? nil : text)
        model.show("ERROR", saying: error)
        if let progress {
            model.section("LIVE") { model in
                model["LIVE_LINK"] = Routes.livePhoneScreen.path()
                model["EVENTS_LINK"] = Routes.events.path()
                model.include(PhoneScreenProgress.view, at: "PROGRESS") { progress.fill($0) }
            }
        }
        fillMenu(model)
        if let form { model.section("FORM") { fill($0, with: form) } }
        model.sections("KEY", keys) { key, model in
            switch key {
            case .submit(let label):
                model.section("SUBMIT") { $0.say("LABEL", label) }
            case .go(let label, let link): fill(model, label: label, link: link, isBack: false)
            case .back(let link): fill(model, label: "Back", link: link, isBack: true)
            }
        }
    }

    private func fillMenu(_ model: borrowing ViewModel) {
        if !items.isEmpty {
            model.section("ITEMS") { model in
                model.sections("ITEM", Array(items.enumerated())) { numbered, model in
                    model["DIGIT"] = String(numbered.offset + 1)
                    model.say("LABEL", numbered.element.label)
                    model["ITEM_LINK"] = numbered.element.link
                    model.show("NOTE", saying: numbered.element.note.isEmpty ? nil : numbered.element.note)
                }
            }
        }
        guard !lines.isEmpty else { return }
        model.section("LINES") { model in
            model.sections("LINE", lines) { line, model in
                model.say("LABEL", line.label)
                model.say("VALUE", line.value)
            }
        }
    }

    private func fill(_ model: borrowing ViewModel, with form: Form) {
        model["ACTION"] = form.action
        model["CSRF_TOKEN"] = form.csrfToken
        model.sections("HIDDEN", form.hidden) { field, model in
            model["HIDDEN_NAME"] = field.name
            model["HIDDEN_VALUE"] = field.value
        }
        guard let field = form.field else { return }
        model.section("FIELD") { model in
            model.say("FIELD_LABEL", field.label)
            model["FIELD_NAME"] = field.name
            model["FIELD_VALUE"] = field.value
            model.say("FIELD_HELP", field.help)
            model.show("INVALID", if: error != nil)
        }
    }

    private func fill(_ model: borrowing ViewModel, label: String, link: String, isBack: Bool) {
        model.section("GO") { model in
            model.say("LABEL", label)
            model["KEY_LINK"] = link
            model.show("BACK", if: isBack)
        }
    }
}

/// What the phone's own screen says of what it is doing; also served alone, as a fragment.
struct PhoneScreenProgress: Page, Sendable {
    static let view: ViewName = "provisioning/screen"

    /// Whether something is under way.
    var isRunning: Bool
    /// What it is, or how the last resync went.
    var summary: String

    func fill(_ model: borrowing ViewModel) {
        model.show("RUNNING", if: isRunning)
        model.say("SUMMARY", summary)
    }
}
