/// A page that only says something: why a request was not served, or that something has begun.
package struct MessagePage: FramedPage, Sendable {
    package static let view: ViewName = "message"

    /// The heading.
    package var title: String
    /// What happened, in a sentence.
    package var sentence: String
    /// What to do about it, or empty.
    package var advice = ""
    /// Text as a program wrote it, in lines, or empty.
    package var detail = ""
    /// The way on.
    package var back: Frame.Link?

    package init(
        title: String, sentence: String, advice: String = "", detail: String = "", back: Frame.Link? = nil
    ) {
        self.title = title
        self.sentence = sentence
        self.advice = advice
        self.detail = detail
        self.back = back
    }

    package func fill(_ model: borrowing ViewModel) {
        model.say("SENTENCE", sentence)
        model.show("ADVICE", saying: advice.isEmpty ? nil : advice)
        model.show("DETAIL", detail.isEmpty ? nil : detail)
        guard let back else { return }
        model.section("BACK") { model in
            model.say("BACK_LABEL", back.label)
            model["BACK_LINK"] = back.href
        }
    }
}
