internal import Pages

/// Report Problem: fields `date`, `time`, `problem`, `details`.
struct ProblemPage: FramedPage, Sendable {
    static let view: ViewName = "problem"

    /// The form's fields; the raw values are their names.
    enum Field: String, Sendable, CaseIterable {
        case date, time, problem, details

        /// What stands beside it.
        var label: String {
            switch self {
            case .date: "Date"
            case .time: "Time (UTC)"
            case .problem: "Select Problem"
            case .details: "What happened"
            }
        }
    }

    /// Where the form is sent.
    var action: String
    /// The token against forged forms; the hidden field `csrf_token`.
    var csrfToken: String
    /// What was typed, or is proposed.
    var wish: ProblemWish
    /// What is wrong, by field.
    var errors: [Field: String] = [:]
    /// Where the link Cancel leads.
    var cancelLink: String

    var title: String { "Report Problem" }
    var hasErrors: Bool { !errors.isEmpty }

    func fill(_ model: borrowing ViewModel) {
        let problems = Field.allCases.compactMap { field in
            errors[field].map { Problems.OfField(name: field.rawValue, label: field.label, sentence: $0) }
        }
        model.show(Problems(remarks: [], fields: problems))
        model["ACTION"] = action
        model["CSRF_TOKEN"] = csrfToken
        model["CANCEL_LINK"] = cancelLink
        model["DATE"] = wish.date
        model["TIME"] = wish.time
        model["DETAILS"] = wish.details
        model.show("DATE_ERROR", saying: errors[.date])
        model.show("TIME_ERROR", saying: errors[.time])
        model.show("PROBLEM_ERROR", saying: errors[.problem])
        model.show("DETAILS_ERROR", saying: errors[.details])
        model.sections("CHOICE", ProblemWish.problems) { choice, model in
            model["CHOICE_VALUE"] = choice
            model.say("CHOICE_LABEL", choice)
            model.show("SELECTED", if: choice == wish.problem)
        }
    }
}
