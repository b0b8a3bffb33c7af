internal import FlatProfile
internal import Pages
internal import PhoneService

/// A sentence that may hold exact times, `2026-11-20 07:18:39 UTC`: on a page each of them is a `Moment`, shown by its distance from now.
///
/// So a sentence is made and translated as a whole, and its times are as everywhere: `Succeeded 3 min ago, https://…: 2 parameters changed.`
struct TimedSentence: Equatable {
    /// A part of it.
    enum Piece: Equatable {
        case words(String)
        case moment(Moment)
    }

    /// The parts, in order.
    private(set) var pieces: [Piece] = []

    private static let zone = " UTC"
    private static let lengthOfTime = "2026-11-20 07:18:39".count

    /// The sentence, as it is read now.
    init(_ sentence: String, now: Timestamp) {
        var rest = sentence[...]
        var searched = rest
        while let zone = searched.firstRange(of: Self.zone) {
            searched = searched[zone.upperBound...]
            guard
                let start = rest.index(zone.lowerBound, offsetBy: -Self.lengthOfTime, limitedBy: rest.startIndex),
                !rest[start..<zone.lowerBound].contains("T"),
                let time = Timestamp(iso8601: rest[start..<zone.lowerBound].replacing(" ", with: "T") + "Z")
            else { continue }
            if start > rest.startIndex { pieces.append(.words(String(rest[..<start]))) }
            pieces.append(.moment(Moment(time, now: now)))
            rest = searched
        }
        if !rest.isEmpty || pieces.isEmpty { pieces.append(.words(String(rest))) }
    }
}

extension ViewModel {
    /// Says a sentence with times in it at a marker `{{>NAME}}`.
    func say(_ sentence: String, at marker: StaticString, now: Timestamp) {
        tell(said(sentence), at: marker, now: now)
    }

    /// The same within the section of the marker's name, if there is a sentence.
    func show(_ marker: StaticString, saying sentence: String?, now: Timestamp) {
        guard let sentence else { return }
        section(marker) { $0.say(sentence, at: marker, now: now) }
    }

    /// A text in the page's language already.
    func tell(_ text: String, at marker: StaticString, now: Timestamp) {
        include("sentence", at: marker) { model in
            model.sections("PIECE", TimedSentence(text, now: now).pieces) { piece, model in
                switch piece {
                case .words(let words): model["WORDS"] = words
                case .moment(let moment): model.section("MOMENT") { $0.show(moment, at: "TIME") }
                }
            }
        }
    }
}
