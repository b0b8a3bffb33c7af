import FlatProfile

@testable import Pages
@testable import WebUI

extension Samples {
    static let attempts = [
        Attempt(
            number: 12, time: moment(minutesAgo: 3), trigger: "Resync_Periodic", outcome: .success,
            ruleSource: "Profile_Rule",
            rule: "($SWVER lt 12.0.7)? https://old.example.com/$MA.xml | https://provisioning.example.com/$MA.xml",
            expanded: "(12.0.7 lt 12.0.7)? https://old.example.com/000e08aabbcc.xml"
                + " | https://provisioning.example.com/000e08aabbcc.xml",
            alternatives: [
                .init(
                    condition: "12.0.7 lt 12.0.7", truth: .fails, isChosen: false,
                    target: "https://old.example.com/000e08aabbcc.xml"),
                .init(
                    truth: .holds, isChosen: true, target: "https://provisioning.example.com/000e08aabbcc.xml"),
            ],
            url: "https://provisioning.example.com/000e08aabbcc.xml", address: "192.0.2.17, port 443",
            steps: ["Looked up provisioning.example.com: 192.0.2.17", "Fetched 48,211 bytes", "Applied revision 14"],
            status: "200 OK", size: "48,211 bytes", duration: "0.8 s", changedCount: 4, changes: changes,
            warnings: [
                .init(line: 7, sentence: "Resync_Random_Dely is no parameter; did you mean Resync_Random_Delay?"),
                .init(line: 212, sentence: "Speed_Dial_9 occurs twice, first on line 40; the last one counts."),
            ],
            next: "Again in 24 h (Resync_Periodic)", revision: .init(label: "Revision 14", href: "/history/14"),
            isOpen: true),
        Attempt(
            number: 11, time: moment(minutesAgo: 63), trigger: "web page", outcome: .unusable,
            error: "line 12, column 7: the element Proxy_1_ is not closed. Is a & written as &amp;?",
            rule: "https://provisioning.example.com/test/$PN.xml",
            url: "https://provisioning.example.com/test/CP-8841-3PCC.xml", status: "200 OK", changedCount: 0,
            next: "Again in 60 s (Resync_Error_Retry_Delay)"),
        Attempt(
            number: 10, time: moment(minutesAgo: 1500), trigger: "start", outcome: .failure,
            error: "192.0.2.17 refused the connection to port 443.", url: "https://provisioning.example.com/x.xml",
            changedCount: 0),
    ]

    static let live = LiveStatus(
        time: Moment(now), reloadLink: "/status",
        summary: "The last resync succeeded 3 min ago; the configuration is revision 14.",
        running: "Fetching https://provisioning.example.com/000e08aabbcc.xml …",
        next: NextResync(time: Moment(Timestamp(unixSeconds: 1_795_240_000)), reason: "Resync_Periodic"),
        onboarding: OnboardingSummary(
            state: "Pending", reason: "EDOS is asked, and has not answered yet",
            nextRound: Moment(Timestamp(unixSeconds: 1_795_158_600)), webex: "not onboarded",
            steps: [
                .init(
                    time: Moment(Timestamp(unixSeconds: 1_795_158_000)), label: "EDOS", states: "Pending",
                    message: "EDOS could not be asked.")
            ]),
        provisioningStatus: [
            "[11/20/26 07:55:39] Succeeded: https://provisioning.example.com/000e08aabbcc.xml",
            "[11/20/26 06:55:39] Failed: the profile is not well-formed",
        ],
        failureReason: nil, attempts: attempts)

    static let status = StatusPage(
        live: live, liveLink: "/status/live", eventsLink: "/api/v1/events",
        sections: [
            RowSection(
                title: "System Information",
                rows: [
                    .init("Host Name", "front-desk"), .init("Domain", "example.com"),
                    .init("Primary NTP Server", "ntp.example.com"), .init("Secondary NTP Server", ""),
                ]),
            RowSection(
                title: "IPv4 Information",
                rows: [
                    .init("IP Status", "OK"), .init("Connection Type", "DHCP"), .init("Current IP", "192.0.2.40"),
                    .init("Current Netmask", "255.255.255.0"), .init("Current Gateway", "192.0.2.1"),
                    .init("Primary DNS", "192.0.2.1"), .init("Secondary DNS", nil),
                ]),
            RowSection(
                title: "Product Information",
                rows: [
                    .init("Product Name", "CP-8841-3PCC"), .init("Software Version", "sip88xx.12-0-7MPP0201-66"),
                    .init("MAC Address", "000E08AABBCC"), .init("Customization", "Open"),
                    .init("Serial Number", "FCH2305DMH0"), .init("Hardware Version", "2.0.1"),
                    .init("Client Certificate", "Not Installed"),
                ]),
            RowSection(
                title: "Phone Status",
                rows: [
                    .init("Current Time", "11/20/26 7:58:39 a.m."), .init("Elapsed Time", "7 days, 02:13:02"),
                    .init("SIP Messages Sent", nil), .init("External IP", nil),
                ]),
            RowSection(
                title: "Reboot History",
                rows: [
                    .init("Reboot Reason 1", "[11/13/26 05:45:37] Provisioning"),
                    .init("Reboot Reason 2", "[10/02/26 16:20:01] User Triggered"),
                ]),
        ])

    static let debug = SectionsPage(
        title: "Debug Info", introduction: "Newest first; times in UTC.",
        sections: [
            RowSection(
                title: "Console Logs",
                rows: [
                    .init("Log 1", "messages", href: "/status/debug/messages"),
                    .init("Log 2", "messages.1", href: "/status/debug/messages.1"),
                ]),
            RowSection(
                title: "Problem Reports", note: "None has been made yet.",
                action: .init(path: "/status/problem-report", button: "Generate PRT")),
            RowSection(
                title: "Factory Reset", note: "Erases everything.",
                action: .init(
                    path: "/factory-reset", button: "Factory Reset", isDestructive: true, obstacle: "Somebody talks.")),
        ], csrfToken: "token", now: now)
}
