import FlatProfile

/// A flat profile with a valid value for every parameter of a model, nearly all of them other than the factory default.
struct GeneratedProfile {
    /// The values, in the order of the catalogue.
    let values: [(name: String, value: String)]
    let xml: String

    /// What would keep the phone from the server of the test, or restart it, whatever else would do.
    private static let calm = ["Restricted_Access_Domains": "", "Proxy_Mode": "Off", "Asset_ID": ""]

    /// - Parameter fixed: What must stand in it whatever else would do, because it steers the phone itself.
    /// - Parameter variant: Different numbers give different values where there are enough.
    /// - Parameter count: How many parameters it has at most.
    init(for model: Model = .standard, fixed: [String: String] = [:], variant: Int = 0, count: Int = .max) {
        let fixed = Self.calm.merging(fixed) { $1 }
        values = Catalogue.of(model).parameters.prefix(count).map { parameter in
            (parameter.name.text, fixed[parameter.name.text] ?? Self.value(for: parameter, variant))
        }
        xml =
            "<flat-profile>\n"
            + values.map { "  <\($0)>\(Self.escaped($1))</\($0)>\n" }.joined() + "</flat-profile>\n"
    }

    /// The first of some plausible texts that the type takes and that is not the default.
    private static func value(for parameter: Parameter, _ variant: Int) -> String {
        let type = parameter.type
        var candidates = type.choices
        if let range = type.range {
            candidates += [
                variant + 7, variant + 60, range.lowerBound + variant + 1, range.upperBound, range.lowerBound,
            ]
            .map(String.init)
        }
        candidates += [
            "Trial \(variant)", "192.0.2.\(variant % 200 + 1)", "host\(variant).example.com",
            "2001:db8::\(variant + 1)",
            "http://192.0.2.1/\(variant).xml", "*\(variant % 90 + 10)", "\(variant % 90 + 10)", "(xx.)", "0.5", "-1",
            "404", "1/1/2/2", "Mon|Tue", "fnc=sd;ext=\(variant)@$PROXY", "480@-10;3(.5/.5/1)", "60(.5/.5)",
            "start=3/8/7/02:0:0;end=11/1/7/02:0:0;save=1", "n=Trial;w=3;c=1", "c=g;p=b", "redial;dir", "12:30",
        ]
        return candidates.first { candidate in
            guard case .success(let accepted) = type.accept(candidate) else { return false }
            return accepted == candidate && accepted != parameter.defaultValue
        } ?? parameter.defaultValue
    }

    private static func escaped(_ text: String) -> String {
        text.map { character in
            switch character {
            case "&": "&amp;"
            case "<": "&lt;"
            case ">": "&gt;"
            default: String(character)
            }
        }.joined()
    }
}
