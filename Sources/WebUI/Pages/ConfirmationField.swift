internal import Pages

/// The field `confirm_within`: how long a change that may lock its author out waits for the confirmation.
struct ConfirmationField: Sendable {
    /// Its name, which is also its id.
    static let name = "confirm_within"

    /// The seconds, as they were typed.
    var seconds: String
    /// What is wrong with them.
    var error: String?

    /// The problem that the field has.
    var problem: Problems.OfField? {
        error.map { .init(name: Self.name, label: "Seconds to confirm it", sentence: $0) }
    }

    func include(in model: borrowing ViewModel) {
        model.include("confirm-within", at: "CONFIRM_WITHIN") { model in
            model["SECONDS"] = seconds
            model.show("FAULT", saying: error)
        }
    }
}
