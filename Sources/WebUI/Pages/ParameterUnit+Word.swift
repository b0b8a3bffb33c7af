internal import FlatProfile

extension ParameterUnit {
    /// The word that stands behind a field.
    var word: String? {
        switch self {
        case .seconds: "seconds"
        case .milliseconds: "ms"
        case .minutes: "minutes"
        case .twentySeconds: "× 20 seconds"
        case .port, .hoursAndMinutes: nil
        }
    }
}
