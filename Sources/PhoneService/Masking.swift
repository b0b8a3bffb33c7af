package import FlatProfile
internal import ProfileRules

/// Secrets never leave the service: in their place stands whether they are set.
package enum Masking {
    /// What a record shows in place of a secret that is set.
    package static let mask = "********"

    /// The value as a record may show it.
    package static func value(_ value: String?, of name: ParameterName, in catalogue: Catalogue) -> String? {
        guard let value else { return nil }
        guard isSecret(name, in: catalogue) else { return ShownValue(value, of: name, in: catalogue).text }
        return value.isEmpty ? "" : mask
    }

    /// Whether a name in a file is a secret of this model, or of any other.
    package static func isSecretAnywhere(_ name: ParameterName, in catalogue: Catalogue) -> Bool {
        if let parameter = catalogue[name] { return parameter.isSecret }
        let series = catalogue.otherSeries(knowing: name)
        return Model.all.contains { series.contains($0.series) && Catalogue.of($0)[name]?.isSecret == true }
    }

    /// The value of a parameter that is no secret, as it is shown to be changed: secrets that were typed into it are masked.
    package static func editable(_ value: String, of name: ParameterName, in catalogue: Catalogue) -> String {
        ShownValue(value, of: name, in: catalogue).text
    }

    /// Whether somebody changed a text that was shown with a mask, so that the secret behind the mask is not in it any more.
    package static func isChangedAroundMask(_ text: String, of name: ParameterName, in catalogue: Catalogue) -> Bool {
        !isSecret(name, in: catalogue) && ShownValue(text, of: name, in: catalogue).holdsMask
    }

    /// A parameter that the catalogue does not know is taken for a secret: it might be one of another model.
    package static func isSecret(_ name: ParameterName, in catalogue: Catalogue) -> Bool {
        catalogue[name]?.isSecret ?? true
    }
}
