internal import Pages

extension MessagePage {
    /// The page of an error status of HTTP; `sentence` says more than the status does.
    init(status: Int, sentence: String? = nil, detail: String = "", back: Frame.Link = Desk.start) {
        let (title, standard, advice) = Self.texts(of: status)
        self.init(title: title, sentence: sentence ?? standard, advice: advice, detail: detail, back: back)
    }

    private static func texts(of status: Int) -> (title: String, sentence: String, advice: String) {
        switch status {
        case 400:
            (
                "Request not understood", "The phone could not read what the browser sent.",
                "Go back, reload the page and try again."
            )
        case 403:
            (
                "Not allowed", "This account may not do that, or the page was too old.",
                "Reload the page and try again, or log in as admin."
            )
        case 404:
            ("Page not found", "There is no page at this address.", "Check the address, or start from Status.")
        case 405:
            (
                "Not possible this way", "This address does not answer that kind of request.",
                "Use the buttons of the pages."
            )
        case 413:
            ("Too much at once", "What was sent is larger than the phone accepts.", "Send less at once.")
        case 422:
            ("Not accepted", "What was sent cannot be accepted.", "Correct it and send it again.")
        case 429:
            ("Too many attempts", "There were too many attempts.", "Wait a little, then try again.")
        case 503:
            (
                "Not ready", "The phone cannot do that at the moment.",
                "Wait a little, then try again. Nothing was changed."
            )
        default:
            (
                "Something went wrong", "The phone failed to answer this request (status \(status)).",
                "Try again. If it happens again, look into the log of the service."
            )
        }
    }
}
