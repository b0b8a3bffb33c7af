/// All parameters of one model, in the order in which the phone exports them. Built once a model and shared by every phone in the process.
public final class Catalogue: Sendable {
    /// The model that has these parameters.
    public let model: Model
    /// The parameters: tab by tab, section by section, as the pages and exports show them.
    public let parameters: [Parameter]
    /// The tabs in order, each with its sections.
    public let tabs: [TabContents]
    private let indices: [ParameterName: Int]
    private let elsewhere: [ParameterName: [Model.Series]]

    /// A tab with what stands on it.
    public struct TabContents: Sendable {
        /// Which tab.
        public let tab: VoiceTab
        /// Its sections in order; the parameters that no page shows are left out.
        public let sections: [SectionContents]
    }

    /// A section with what stands in it.
    public struct SectionContents: Sendable {
        /// Its title.
        public let title: String
        /// Its parameters, as positions in `parameters`.
        public let parameters: [Int]
    }

    /// The catalogue of a model.
    public static func of(_ model: Model) -> Catalogue {
        guard let catalogue = all[model] else { preconditionFailure("no catalogue for \(model.number)") }
        return catalogue
    }

    /// The parameter of that name, if this model has it.
    public subscript(name: ParameterName) -> Parameter? { indices[name].map { parameters[$0] } }

    /// The position of that parameter in `parameters`.
    public func index(of name: ParameterName) -> Int? { indices[name] }

    /// The series that have a parameter of that name while this model has not; empty if no model knows it.
    public func otherSeries(knowing name: ParameterName) -> [Model.Series] { elsewhere[name] ?? [] }

    private static let all: [Model: Catalogue] = {
        let entries = CatalogueEntry.all
        return Dictionary(uniqueKeysWithValues: Model.all.map { ($0, Catalogue(model: $0, entries: entries)) })
    }()

    private init(model: Model, entries: [CatalogueEntry]) {
        let expansion = CatalogueExpansion(model: model, entries: entries)
        self.model = model
        parameters = expansion.parameters
        tabs = expansion.tabs
        indices = Dictionary(uniqueKeysWithValues: parameters.enumerated().map { ($1.name, $0) })
        elsewhere = expansion.elsewhere
    }
}
