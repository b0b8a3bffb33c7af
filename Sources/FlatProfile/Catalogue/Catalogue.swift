private import Threading

/// All parameters of one model, in the order in which the phone exports them. Built once a model and shared by every phone in the process.
public final class Catalogue: Sendable {
    /// The model that has these parameters.
    public let model: Model
    /// The parameters: tab by tab, section by section, as the pages and exports show them.
    public let parameters: [Parameter]
    /// The tabs in order, each with its sections.
    public let tabs: [TabContents]
    private let indices: [ParameterName: Int]

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

    /// The catalogue of a model, made when it is first asked for.
    public static func of(_ model: Model) -> Catalogue {
        if let catalogue = built.withLock({ $0[model] }) { return catalogue }
        // Built outside of the lock, which is held for a few instructions only. If two threads do so at once, the first one's stays.
        let catalogue = Catalogue(model: model, families: CatalogueFamily.all)
        return built.withLock { built in
            let first = built[model] ?? catalogue
            built[model] = first
            return first
        }
    }

    /// The parameter of that name, if this model has it.
    public subscript(name: ParameterName) -> Parameter? { indices[name].map { parameters[$0] } }

    /// The position of that parameter in `parameters`.
    public func index(of name: ParameterName) -> Int? { indices[name] }

    /// The series with models that have a parameter of that name while this model has not; empty if no model knows it. The
    /// model's own series is among them if a sister has more lines.
    public func otherSeries(knowing name: ParameterName) -> [Model.Series] {
        indices[name] == nil ? Spelling.all.series(knowing: name) : []
    }

    /// A parameter of this model that may be meant by a name that it does not have: a spelling that documents use for it, the same
    /// name but for capitals or the underscore at its end, or one that differs by at most two letters. The numbers must agree.
    public func suggestion(for unknownName: ParameterName) -> ParameterName? {
        Spelling.all.suggestion(for: unknownName, in: self)
    }

    private static let built = Locked<[Model: Catalogue]>([:])

    private init(model: Model, families: [CatalogueFamily]) {
        let expansion = CatalogueExpansion(model: model, families: families)
        self.model = model
        parameters = expansion.parameters
        tabs = expansion.tabs
        indices = Dictionary(uniqueKeysWithValues: expansion.parameters.enumerated().map { ($1.name, $0) })
    }
}
