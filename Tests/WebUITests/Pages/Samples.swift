import FlatProfile

@testable import Pages
@testable import WebUI

/// Pages as they may look on a phone in use: for the tests, and for whoever wants to see them.
enum Samples {
    static let now = Timestamp(unixSeconds: 1_795_161_519)  // 2026-11-20 07:58:39 UTC

    static func moment(minutesAgo: Int64) -> Moment {
        Moment(Timestamp(unixSeconds: now.unixSeconds - minutesAgo * 60), now: now)
    }

    static func frame(page: String = "", isLoggedIn: Bool = true) -> Frame {
        guard isLoggedIn else { return Frame(phone: .init(productName: "CP-8841-3PCC")) }
        var frame = Frame(
            phone: .init(
                productName: "CP-8841-3PCC", mac: "00:0e:08:aa:bb:cc", line: "Ext 1: 4711", hostName: "front-desk",
                softwareVersion: "sip88xx.12-0-7MPP0201-66"),
            session: .init(
                account: "admin", passwordLink: "/password", logoutAction: "/logout", csrfToken: "0123456789abcdef"))
        let voice = Catalogue.of(.standard).tabs.map(\.tab.label).filter { $0 != "Certificate" }
        frame.navigation = [
            group("Info", ["Status", "Debug Info", "Download Status", "Network Statistics"], page),
            group("Voice", voice, page),
            group("Administration", ["History"], page),
        ]
        frame.searchLink = "/search"
        return frame
    }

    private static func group(_ heading: String, _ pages: [String], _ page: String) -> Frame.Group {
        let links = pages.map {
            Frame.Link(label: $0, href: path($0), isCurrent: $0 == page, isShort: $0.hasPrefix("Ext "))
        }
        return Frame.Group(heading: heading, links: links)
    }

    static func path(_ label: String) -> String { "/" + String(label.lowercased().map { $0 == " " ? "-" : $0 }) }

    static let passwordRule = """
        8 to 127 characters with at least three of these: a capital letter, a small letter, a digit, a special character. \
        No space.
        """

    static let setup = SetupPage(
        action: "/setup", csrfToken: "0123", setupToken: "4f2a", passwordRule: passwordRule,
        errors: [
            .adminPassword: "Must have 8 to 127 characters, not 5.", .adminConfirm: "Does not match the password.",
        ])

    static let login = LoginPage(
        action: "/login", csrfToken: "0123", next: "/voice/sip", username: "admin",
        failure: .tooManyAttempts(seconds: 30))

    static let password = PasswordPage(
        action: "/password", csrfToken: "0123", accounts: ["admin", "user"], account: "user",
        passwordRule: passwordRule, errors: [.old: "Is wrong."], cancelLink: "/status")

    static let message = MessagePage(status: 404, back: .init(label: "Back to Status", href: "/status"))

    static let confirm = ConfirmPage(
        title: "Resync", sentence: "Resync this phone now with a rule that a link brought?",
        consequence: "The profile at that address may change every setting.",
        facts: [("Rule", "https://provisioning.example.com/$MA.xml")], action: "/admin/resync", csrfToken: "0123",
        hidden: [("rule", "https://provisioning.example.com/$MA.xml")], button: "Resync now", cancelLink: "/status")

    static let factoryReset = ConfirmPage(
        title: "Factory Reset", sentence: "Set everything back to the factory state?",
        consequence: "All settings, passwords and the history are erased. The phone restarts when it is idle.",
        action: "/factory-reset", csrfToken: "0123", button: "Confirm Factory Reset", isDestructive: true,
        cancelLink: "/status/debug")

    static let changes = [
        ShownChange(
            label: "Resync Periodic", place: "Voice > Provisioning", link: "/voice/provisioning#Resync_Periodic",
            name: "Resync_Periodic", before: .factoryDefault("3600"), after: .text("86400")),
        ShownChange(
            label: "Password", place: "Voice > Ext 1", link: "/voice/ext/1#Password_1_", name: "Password_1_",
            before: .secret(isSet: false), after: .secret(isSet: true)),
        ShownChange(
            label: "Display Name", place: "Voice > Ext 1", link: "/voice/ext/1#Display_Name_1_",
            name: "Display_Name_1_", before: .text(""), after: .text("Front desk, 1st floor")),
        ShownChange(
            label: "Device Config Version", name: "Device_Config_Version", before: .text("41"), after: .text("42")),
    ]

    static let history = HistoryPage(
        rows: [
            .init(
                number: 14, link: "/history/14", time: moment(minutesAgo: 3),
                origin: "profile https://provisioning.example.com/000e08aabbcc.xml", note: "", changeCount: 12),
            .init(
                number: 13, link: "/history/13", time: moment(minutesAgo: 190), origin: "admin, web page",
                note: "Voice > SIP", changeCount: 1),
            .init(
                number: 12, link: "/history/12", time: moment(minutesAgo: 3000), origin: "root, command line",
                note: "before the move to the new server", changeCount: 3),
        ],
        range: "1 to 3 of 14", olderLink: "/history?before=12")

    static let revision = RevisionPage(
        number: 14, time: moment(minutesAgo: 3), origin: "profile https://provisioning.example.com/000e08aabbcc.xml",
        note: "Resync_Periodic", changes: changes, olderLink: "/history/13", historyLink: "/history")
}
