internal import Pages

/// A question before something is done that cannot be taken back.
struct QuestionPage: FramedPage, Sendable {
    static let view: ViewName = "bench/question"

    var title: String
    /// What will be done.
    var sentence: String
    /// What follows from it.
    var consequence: String
    /// Where the form is sent.
    var action: String
    /// The token against forged forms.
    var csrfToken: String
    /// What the button says.
    var button: String
    /// Where the link Cancel leads.
    var cancelLink: String

    func fill(_ model: borrowing ViewModel) {
        model.say("SENTENCE", sentence)
        model.say("CONSEQUENCE", consequence)
        model["ACTION"] = action
        model["CSRF_TOKEN"] = csrfToken
        model.say("BUTTON", button)
        model["CANCEL_LINK"] = cancelLink
    }
}
