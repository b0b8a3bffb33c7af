/// Something that was done; the page after it says so, once.
package struct Notice: Sendable, Equatable {
    /// Whether it went well; the raw value is the class of the style sheet.
    package enum Kind: String, Sendable {
        case success, info, warning

        fileprivate var symbol: String {
            switch self {
            case .success: "✓"
            case .info: "ℹ"
            case .warning: "⚠"
            }
        }
    }

    /// Whether it went well.
    package var kind: Kind
    /// The sentence: `3 changes are stored as revision 13.`
    package var sentence: String
    /// Where more is told.
    package var link: Frame.Link?

    package init(kind: Kind, sentence: String, link: Frame.Link? = nil) {
        self.kind = kind
        self.sentence = sentence
        self.link = link
    }

    package func fill(_ model: borrowing ViewModel) {
        model["NOTICE_KIND"] = kind.rawValue
        model["NOTICE_SYMBOL"] = kind.symbol
        model.say("NOTICE_TEXT", sentence)
        guard let link else { return }
        model.say("NOTICE_LINK_LABEL", link.label)
        model.show("NOTICE_LINK", link.href)
    }
}
