internal import FlatProfile
internal import HTTPServer
internal import Pages
internal import PhoneService

extension Request {
    /// Whether it comes over the control socket.
    var isFromMachine: Bool {
        if case .process = peer { true } else { false }
    }
}

/// Enable_Web_Admin_Access: with No the administrator's pages, direct actions and API are gone for everybody on the network.
///
/// Source: web pages, 1 ("Reaching it"): only a factory reset brings them back. Here the command line does so too.
extension Desk {
    static let adminAccessIsOff =
        "Enable Web Admin Access is No: the administrator's pages are switched off. On the phone itself "
        + "`onhook param set Enable_Web_Admin_Access=Yes` or a factory reset brings them back."

    /// While the change that switches it off waits for its confirmation the administrator comes in still: else nobody could confirm.
    var admitsAdministrator: Bool {
        service.snapshot["Enable_Web_Admin_Access"] != "No" || service.isPending("Enable_Web_Admin_Access")
    }

    /// The answer to an administrator who may not come over the network; nil for everybody else. Who logs out may always do so.
    func refusalOfAdministrator(_ visit: Visit) -> Response? {
        guard visit.principal.account == .admin, !visit.principal.isMachine, !admitsAdministrator,
            visit.request.path != Routes.logout.path()
        else { return nil }
        return message(
            "Not available", Self.adminAccessIsOff, advice: "The account user can log in.", status: .forbidden,
            to: visit.request, back: .init(label: "Log in as user", href: Routes.login.path()))
    }
}
