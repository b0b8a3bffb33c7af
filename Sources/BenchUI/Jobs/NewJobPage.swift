internal import Bench
internal import FlatProfile
internal import HTTPServer
internal import Pages

/// The form for a new job.
struct NewJobPage: FramedPage, Sendable {
    static let view: ViewName = "bench/new-job"

    /// The token against forged forms.
    var csrfToken: String
    /// What was typed.
    var form = JobForm()
    /// What is wrong with it.
    var faults = JobForm.Faults([])
    /// What is wrong with the form as a whole.
    var remarks: [String] = []

    var title: String { "New job" }
    var hasErrors: Bool { !faults.faults.isEmpty || !remarks.isEmpty }

    func fill(_ model: borrowing ViewModel) {
        let hidden = faults.count - faults.faults.count
        let more = hidden > 0 ? ["The first \(faults.faults.count) of \(faults.count) problems are listed."] : []
        model.show(
            Problems(
                remarks: remarks + more,
                fields: faults.faults.map {
                    .init(name: $0.field.rawValue, label: $0.field.label, sentence: $0.sentence)
                }))
        model["ACTION"] = BenchRoutes.submitJob.path()
        model["CSRF_TOKEN"] = csrfToken
        model["CANCEL_LINK"] = BenchRoutes.jobs.path()
        model["NAME"] = form[.name]
        model["ENCODING"] = form[.encoding]
        model["FILE_NAMES"] = form[.fileNames]
        model["SECRET_COLUMNS"] = form[.secretColumns]
        model["SOFTWARE_VERSION"] = form[.softwareVersion]
        model.show("COMPRESSED", if: form.isOn.contains(.isCompressed))
        model.show("SCAN_ADDS", if: form.isOn.contains(.scanAdds))
        model.show("SCAN_PAIRS", if: form.isOn.contains(.scanPairs))
        model.show("OTHER_MODELS", if: form.isOn.contains(.otherModels))
        model.show("FILES_AGAIN", if: hasErrors)
        model.show("MORE_OPEN", if: isMoreOpen)
        fillChoices(model)
        for (field, marker) in Self.markers {
            let sentences = faults.faults.filter { $0.field == field }.prefix(1).map(\.sentence)
            model.show(marker, saying: sentences.first)
        }
    }

    /// Fields that are folded away unless they were used.
    private var isMoreOpen: Bool {
        let texts: [JobForm.Field] = [.fileNames, .layout, .encoding, .secretColumns, .softwareVersion]
        return texts.contains { !form[$0].isEmpty } || !["", "plain"].contains(form[.delivery]) || !form.isOn.isEmpty
            || faults.faults.contains { ![.name, .template, .devices, .model].contains($0.field) }
    }

    private static let markers: [(JobForm.Field, StaticString)] = [
        (.name, "NAME_ERROR"), (.template, "TEMPLATE_ERROR"), (.devices, "DEVICES_ERROR"), (.model, "MODEL_ERROR"),
        (.fileNames, "FILE_NAMES_ERROR"), (.delivery, "DELIVERY_ERROR"), (.key, "KEY_ERROR"),
    ]

    private func fillChoices(_ model: borrowing ViewModel) {
        model.sections("MODEL_CHOICE", Model.all) { choice, model in
            model["CHOICE_VALUE"] = choice.number
            model["CHOICE_LABEL"] = choice.productName
            model.show("SELECTED", if: choice.number == form[.model])
        }
        let layouts = [
            ("", "as the file names need it"), (FileLayout.byMAC.rawValue, "a root for each device"),
            (FileLayout.shared.rawValue, "one root for all"),
        ]
        choices("LAYOUT_CHOICE", layouts, form[.layout], model)
        choices(
            "DELIVERY_CHOICE",
            [
                ("plain", "plain XML"), ("gzip", "compressed with gzip"),
                ("aes256cbc", "sealed with AES-256-CBC (--key of a rule)"),
                ("aes128gcm", "sealed with RFC 8188 (IKM HTTP Encrypt Content)"),
            ], form[.delivery], model)
        choices(
            "DIGEST_CHOICE", [("md5", "MD5, which every phone opens"), ("sha256", "SHA-256")], form[.digest], model)
    }

    private func choices(
        _ name: StaticString, _ choices: [(value: String, label: String)], _ chosen: String,
        _ model: borrowing ViewModel
    ) {
        model.sections(name, choices) { choice, model in
            model["CHOICE_VALUE"] = choice.value
            model.say("CHOICE_LABEL", choice.label)
            model.show("SELECTED", if: choice.value == chosen)
        }
    }
}
