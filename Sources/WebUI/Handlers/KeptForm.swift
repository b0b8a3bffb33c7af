internal import FlatProfile
internal import HTTPServer

/// The fields of a form that waits for a login, as hidden fields of the login's own form. Nothing of it is kept on the phone.
struct KeptForm {
    private static let prefix = "kept."
    /// More than the largest tab has by far; a form beyond it is not carried along.
    private static let largest = 128 << 10

    /// The hidden fields: names with the prefix, and values.
    let fields: [(name: String, value: String)]

    /// What of a form may be carried along: neither token nor secrets.
    init(keeping form: FormItems, catalogue: Catalogue) {
        let untold = SubmittedForm(form, catalogue: catalogue).untold
        let kept = form.items.filter { item in
            item.name != "csrf_token" && item.file == nil && !untold.contains(ParameterName(item.name))
        }
        let size = kept.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        fields = size > Self.largest ? [] : kept.map { (Self.prefix + $0.name, $0.value) }
    }

    /// What the login's form carries.
    init(_ login: FormItems) {
        fields = login.items.filter { $0.name.hasPrefix(Self.prefix) }.map { ($0.name, $0.value) }
    }

    /// The form again.
    var form: FormItems {
        FormItems(fields.map { FormItem(name: String($0.name.dropFirst(Self.prefix.count)), value: $0.value) })
    }
}
