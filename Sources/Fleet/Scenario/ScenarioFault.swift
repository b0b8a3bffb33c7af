public import TOML

/// Something in a scenario that makes no sense.
public struct ScenarioFault: Error, Hashable, Sendable {
    /// Where, if it is about a place.
    public var position: TOMLPosition?
    /// What was found, what was expected, what to do.
    public var sentence: String

    /// A fault.
    public init(_ sentence: String, at position: TOMLPosition? = nil) {
        self.sentence = sentence
        self.position = position
    }
}

extension ScenarioFault: CustomStringConvertible {
    /// `line 7, column 3: …`.
    public var description: String { position.map { "\($0): \(sentence)" } ?? sentence }
}

/// All that is wrong with a scenario, in the order of its lines.
public struct ScenarioFaults: Error, Hashable, Sendable {
    /// At least one.
    public var faults: [ScenarioFault]

    /// These faults.
    public init(faults: [ScenarioFault]) {
        self.faults = faults
    }
}
