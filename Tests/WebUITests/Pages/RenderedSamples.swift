@testable import Pages
@testable import WebUI

extension Samples {
    /// Every page with sample data, rendered, by file name.
    static var rendered: [(name: String, html: [UInt8])] {
        let renderer = Renderer.shared
        var warned = frame(page: "User")
        warned.warnings = [
            .init(sentence: "No password provided.", link: .init(label: "Set a password", href: "/password"))
        ]
        var noticed = frame(page: "Provisioning")
        noticed.notice = .init(
            kind: .success, sentence: "3 changes are stored as revision 14.",
            link: .init(label: "See them", href: "/history/14"))
        let visitor = frame(isLoggedIn: false)
        return [
            ("setup", renderer.render(setup, in: visitor)),
            ("login", renderer.render(login, in: visitor)),
            ("password", renderer.render(password, in: frame())),
            ("message", renderer.render(message, in: frame())),
            ("confirm", renderer.render(confirm, in: frame())),
            ("factory-reset", renderer.render(factoryReset, in: frame(page: "Debug Info"))),
            ("status", renderer.render(status, in: frame(page: "Status"))),
            ("debug", renderer.render(debug, in: frame(page: "Debug Info"))),
            ("provisioning", renderer.render(provisioning, in: noticed)),
            ("refused", renderer.render(refused, in: frame(page: "Provisioning"))),
            ("phone", renderer.render(tab("Phone"), in: frame(page: "Phone"))),
            ("ext-1", renderer.render(tab("Ext 1"), in: frame(page: "Ext 1"))),
            ("user", renderer.render(tab("User", isReadOnly: true), in: warned)),
            ("history", renderer.render(history, in: frame(page: "History"))),
            ("revision", renderer.render(revision, in: frame(page: "History"))),
        ]
    }
}
