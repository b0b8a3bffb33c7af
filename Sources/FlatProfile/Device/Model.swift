/// A model of phone: what it is called, and how many lines it has.
public struct Model: Hashable, Sendable {
    /// A series of models that share a firmware and most parameters.
    public enum Series: String, Sendable, CaseIterable {
        /// 6821 to 6871.
        case series6800 = "6800"
        /// 7811 to 7861.
        case series7800 = "7800"
        /// The conference phone 7832.
        case conference7832 = "7832"
        /// 8811 to 8865.
        case series8800 = "8800"
        /// The conference phone 8832.
        case conference8832 = "8832"
    }

    /// The four digits, `8841`.
    public let number: String
    /// Its series.
    public let series: Series
    /// Its number of extensions, 1 to 16 (data sheets; `docs/compatibility.md`).
    public let lines: Int

    /// The product name, the macro `$PN`: `CP-8841-3PCC`.
    public var productName: String { "CP-\(number)-3PCC" }
    /// The product series name, the macro `$PSN`: `8841-3PCC`, as logs of real phones show it.
    public var productSeriesName: String { "\(number)-3PCC" }

    /// The family of loads that this model runs, `88xx`: 6821 apart from its series, 8845 and 8865 together.
    ///
    /// Source: release notes, names of the loads.
    public var loadFamily: String {
        switch (series, number) {
        case (.series6800, "6821"): "6821"
        case (.series6800, _): "68xx"
        case (.series7800, _): "78xx"
        case (.conference7832, _): "7832"
        case (.series8800, "8845"), (.series8800, "8865"): "8845_65"
        case (.series8800, _): "88xx"
        case (.conference8832, _): "8832"
        }
    }

    /// The models that exist.
    public static let all: [Model] = [
        Model(number: "6821", series: .series6800, lines: 2),
        Model(number: "6841", series: .series6800, lines: 4),
        Model(number: "6851", series: .series6800, lines: 4),
        Model(number: "6861", series: .series6800, lines: 4),
        Model(number: "6871", series: .series6800, lines: 6),
        Model(number: "7811", series: .series7800, lines: 1),
        Model(number: "7821", series: .series7800, lines: 2),
        Model(number: "7841", series: .series7800, lines: 4),
        Model(number: "7861", series: .series7800, lines: 16),
        Model(number: "7832", series: .conference7832, lines: 1),
        Model(number: "8811", series: .series8800, lines: 10),
        Model(number: "8841", series: .series8800, lines: 10),
        Model(number: "8845", series: .series8800, lines: 10),
        Model(number: "8851", series: .series8800, lines: 10),
        Model(number: "8861", series: .series8800, lines: 10),
        Model(number: "8865", series: .series8800, lines: 10),
        Model(number: "8832", series: .conference8832, lines: 1),
    ]

    /// The model that a phone is unless told otherwise.
    public static let standard = Model(number: "8841", series: .series8800, lines: 10)

    private init(number: String, series: Series, lines: Int) {
        self.number = number
        self.series = series
        self.lines = lines
    }

    /// The model of that product name (`CP-8841-3PCC`), product series name (`8841-3PCC`) or number (`8841`), in any case; nil if there is none.
    public init?(named name: String) {
        var text = name.uppercased()[...]
        if text.hasPrefix("CP-") { text = text.dropFirst(3) }
        if text.hasSuffix("-3PCC") { text = text.dropLast(5) }
        guard let model = Self.all.first(where: { $0.number == text }) else { return nil }
        self = model
    }
}
