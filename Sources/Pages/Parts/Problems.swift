/// What is wrong with a form that was sent.
package struct Problems: Sendable {
    /// What is wrong with one field.
    package struct OfField: Sendable {
        /// The field's name, which is also its id.
        package var name: String
        /// Its label.
        package var label: String
        /// What is wrong and what to do.
        package var sentence: String

        package init(name: String, label: String, sentence: String) {
            self.name = name
            self.label = label
            self.sentence = sentence
        }
    }

    /// What is wrong with the form as a whole.
    package var remarks: [String]
    /// What is wrong with fields, in the order of the page.
    package var fields: [OfField] = []

    package init(remarks: [String], fields: [OfField] = []) {
        self.remarks = remarks
        self.fields = fields
    }

    /// Whether nothing is wrong.
    package var isEmpty: Bool { remarks.isEmpty && fields.isEmpty }
}

extension ViewModel {
    /// Shows what is wrong, above everything else, with links to the fields; nothing if nothing is.
    package func show(_ problems: Problems) {
        guard !problems.isEmpty else { return }
        include("errors", at: "ERRORS") { model in
            let count = max(problems.fields.count, 1)
            model.say("HEADING", count == 1 ? "There is a problem" : "There are \(count) problems")
            model.sections("REMARK", problems.remarks) { $1.say("REMARK_TEXT", $0) }
            guard !problems.fields.isEmpty else { return }
            model.section("PROBLEMS") { model in
                model.sections("PROBLEM", problems.fields) { problem, model in
                    model["FIELD_ID"] = problem.name
                    // A sentence that names its field needs no name before it.
                    if problem.sentence.hasPrefix(problem.label) {
                        model.say("FIELD_LABEL", problem.sentence)
                    } else {
                        model.say("FIELD_LABEL", problem.label)
                        model.show("SENTENCE", saying: problem.sentence)
                    }
                }
            }
        }
    }
}
