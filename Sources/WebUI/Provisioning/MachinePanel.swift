internal import HTTPServer
internal import Pages

/// Firmware and restart, on Voice > Provisioning: buttons that are asked about once more.
struct MachinePanel: Page, Sendable, Equatable {
    static let view: ViewName = "provisioning/machine"

    /// The token against forged forms; the hidden field `csrf_token`.
    var csrfToken: String
    /// Why no upgrade can be asked for; nil if it can.
    var obstacle: String?
    /// The address of a load that was typed.
    var load = ""
    /// What is wrong with it.
    var loadError: String?

    /// The problem that the address has.
    var problem: Problems.OfField? {
        loadError.map { .init(name: "upgrade-url", label: "Load, for this once", sentence: $0) }
    }

    func fill(_ model: borrowing ViewModel) {
        model["REBOOT_ACTION"] = Routes.reboot.path()
        if let obstacle { return model.show("UPGRADE_OBSTACLE", saying: obstacle) }
        model.section("UPGRADES") { model in
            model["UPGRADE_ACTION"] = Routes.upgrade.path()
            model["CSRF_TOKEN"] = csrfToken
            model["LOAD"] = load
            model.show("LOAD_ERROR", saying: loadError)
        }
    }
}
