import FlatProfile
import Testing

@testable import ProfileRules

/// Rules of the kinds that people are known to write, with what a CP-8841 on 12.0(7) makes of them.
struct CorpusRule: Sendable, CustomTestStringConvertible {
    var number: String
    var rule: String
    var kind = RuleKind.profile
    /// The address that is fetched; nil if nothing is.
    var url: String?
    var options: [String] = []
    var decision: RuleDecision?
    var error: RuleSyntaxError?
    var software = "sip88xx.12-0-7MPP0201-66"

    var testDescription: String { "\(number): \(rule)" }

    static let places: [CorpusRule] = [
        .init(number: "1", rule: "/$PSN.xml", url: "/8841-3PCC.xml"),
        .init(number: "2", rule: "/ata$PSN.cfg", url: "/ata8841-3PCC.cfg"),
        .init(number: "3", rule: "/spa$MAU.cfg", url: "/spa000E08AABBCC.cfg"),
        .init(number: "4", rule: "/$PSN-a.xml", url: "/8841-3PCC-a.xml"),
        .init(number: "5", rule: "/$PSN-b.xml", url: "/8841-3PCC-b.xml"),
        .init(number: "6", rule: "tftp://192.168.1.200/basic.txt", url: "tftp://192.168.1.200/basic.txt"),
        .init(number: "7", rule: "tftp://192.168.1.200/basic2.txt", url: "tftp://192.168.1.200/basic2.txt"),
        .init(number: "8", rule: "http://192.168.1.200/basic.txt", url: "http://192.168.1.200/basic.txt"),
        .init(number: "9", rule: "https://my.server.com/basic.txt", url: "https://my.server.com/basic.txt"),
        .init(
            number: "10", rule: "tftp://192.168.1.200/CP-6841-3PCC$MA.cfg",
            url: "tftp://192.168.1.200/CP-6841-3PCC000e08aabbcc.cfg"),
        .init(number: "11", rule: "tftp://192.168.1.200/ata$MA.cfg", url: "tftp://192.168.1.200/ata000e08aabbcc.cfg"),
        .init(
            number: "12", rule: "tftp://prov.telco.com:6900/cisco/config/$PN.cfg",
            url: "tftp://prov.telco.com:6900/cisco/config/CP-8841-3PCC.cfg"),
        .init(
            number: "13", rule: "tftp://prov.telco.com:6900/cisco/config/CP_xxxx_MPP.cfg",
            url: "tftp://prov.telco.com:6900/cisco/config/CP_xxxx_MPP.cfg"),
        .init(number: "14", rule: "http://ps.example:8667/$MA.xml", url: "http://ps.example:8667/000e08aabbcc.xml"),
        .init(number: "15", rule: "http://ps.example:8667/cp-phone.xml", url: "http://ps.example:8667/cp-phone.xml"),
        .init(number: "16", rule: "http://ps.example:8667/ata$PSN.cfg", url: "http://ps.example:8667/ata8841-3PCC.cfg"),
        .init(
            number: "17", rule: "http://ps.example:8667/spa-ata.xml?mac=$MA",
            url: "http://ps.example:8667/spa-ata.xml?mac=000e08aabbcc"),
        .init(
            number: "18", rule: "http://ps.example/pbx/app/provision/?mac=$MA",
            url: "http://ps.example/pbx/app/provision/?mac=000e08aabbcc"),
        .init(
            number: "19", rule: "http://ps.example/app/provision/?mac=$MAC",
            url: "http://ps.example/app/provision/?mac=00:0e:08:aa:bb:cc"),
        .init(
            number: "20", rule: "http://ps.example/app/provision/?mac=$MA&password=SECRET",
            url: "http://ps.example/app/provision/?mac=000e08aabbcc&password=SECRET"),
        .init(
            number: "21", rule: "http://10.89.81.183:80/dms/CP-78-68-88-3PCC-EM/EM_CiscoDev.xml",
            url: "http://10.89.81.183:80/dms/CP-78-68-88-3PCC-EM/EM_CiscoDev.xml"),
        .init(number: "22", rule: "/ut/Register2.xml", url: "/ut/Register2.xml"),
        .init(number: "23", rule: "gds://", url: "gds://", decision: .onboard),
        .init(
            number: "24", rule: "https://prov.supervoip.com/cisco-init/1234abcd",
            url: "https://prov.supervoip.com/cisco-init/1234abcd"),
        .init(number: "25", rule: "tftp://prvserv/device.cfg", url: "tftp://prvserv/device.cfg"),
    ]

    private static let key = "--key ********"
    private static let credentials = ["--uid ********", "--pwd ********"]

    static let withOptions: [CorpusRule] = [
        .init(
            number: "26", rule: "[--key MyOwnSecret ] tftp://192.168.1.200/basic.cfg",
            url: "tftp://192.168.1.200/basic.cfg",
            options: [key]),
        .init(
            number: "27", rule: "[--key “SecretPhrase1234”] http://prov.telco.com/path/profile.cfg",
            url: "http://prov.telco.com/path/profile.cfg", options: [key]),
        .init(number: "28", rule: "[--key \"my secret phrase\"] http://h/p", url: "http://h/p", options: [key]),
        .init(
            number: "29", rule: "[--key a37d2fb9055c1d04883a0745eb0917a4] http://h/p", url: "http://h/p", options: [key]
        ),
        .init(number: "30", rule: "[--key $SC] http://h/p", url: "http://h/p", options: [key]),
        .init(number: "30b", rule: "[--key \"$SD\"] http://h/p", url: "http://h/p", options: [key]),
        .init(
            number: "31", rule: "[--key $A] tftp.callme.com/profile/$B/spa112.cfg;",
            url: "tftp://tftp.callme.com/profile/site/spa112.cfg", options: [key]),
        .init(
            number: "32", rule: "[ --key $K ] tftp://ps.callhome.net/$MA/rep.xml.enc", kind: .report,
            url: "tftp://ps.callhome.net/000e08aabbcc/rep.xml.enc", options: [key]),
        .init(
            number: "33", rule: "[ --key secretphrase ] http://prov.serv.net/spa/$MA/rep.xml.enc", kind: .report,
            url: "http://prov.serv.net/spa/000e08aabbcc/rep.xml.enc", options: [key]),
        .init(
            number: "34", rule: "[--key b1f0d3c2a4958677] http://ps.example:8667/$MA.xml.encrypted",
            url: "http://ps.example:8667/000e08aabbcc.xml.encrypted", options: [key]),
        .init(
            number: "35", rule: "[--uid USER --pwd PASS]http://ps.example/app/provision/?mac=$MA",
            url: "http://ps.example/app/provision/?mac=000e08aabbcc", options: credentials),
        .init(
            number: "36",
            rule: "[--uid $SA --pwd $SB] https://provisioning_server_url/path_to_your_config/your_config.xml",
            url: "https://provisioning_server_url/path_to_your_config/your_config.xml", options: credentials),
        .init(
            number: "37", rule: "[--uid MyUserID --pwdMySecretPassword] https://ps.example/x",
            error: fault(22, .missingBlank(after: .pwd))),
        .init(
            number: "38", rule: "[--alias a ] tftp://192.168.1.200/customer.xml",
            url: "tftp://192.168.1.200/customer.xml",
            options: ["--alias a"]),
        .init(
            number: "39", rule: "[--alias b] https://p.tel.com/account/$PN$MA.xml",
            url: "https://p.tel.com/account/CP-8841-3PCC000e08aabbcc.xml", options: ["--alias b"]),
        .init(
            number: "40", rule: "[--post a] http://p.tel.com/lost-reg?", url: "http://p.tel.com/lost-reg?",
            options: ["--post a"]),
        .init(
            number: "41", rule: "[--srv] https://example.com/$PSN.xml", url: "https://example.com/8841-3PCC.xml",
            options: ["--srv"]),
        .init(
            number: "42",
            rule: "[--uid USER --pwd PASS]http://ps.example/app/cisco/resources/firmware/spa112-1.4.1.bin",
            kind: .upgrade,
            url: "http://ps.example/app/cisco/resources/firmware/spa112-1.4.1.bin", options: credentials),
        .init(
            number: "43", rule: "[--delta]http://my_http_server/config-mpp-delta.xml", kind: .report,
            url: "http://my_http_server/config-mpp-delta.xml", options: ["--delta"]),
        .init(
            number: "44", rule: "[--status]http://my_http_server/config-mpp-status.xml", kind: .report,
            url: "http://my_http_server/config-mpp-status.xml", options: ["--status"]),
        .init(
            number: "46", rule: "[--delta --key test123]http://my_http_server/config-mpp-delta.enc.xml;", kind: .report,
            url: "http://my_http_server/config-mpp-delta.enc.xml", options: [key, "--delta"]),
        .init(
            number: "47", rule: "[--delta]http://my_http_server/report_upload.php", kind: .report,
            url: "http://my_http_server/report_upload.php", options: ["--delta"]),
    ]

    static let withConditions: [CorpusRule] = [
        old("48", "7.5.2", url: "http://ps.example/firmware/spa50x-30x-7-5-2b.bin"),
        old("48b", "7.5.2b", url: "http://ps.example/firmware/spa50x-30x-7-5-5.bin"),
        old("48c", "7.6.2", url: "http://ps.example/firmware/spa50x-30x-7-5-5.bin"),
        // The phone's own version must be of the same format.
        .init(
            number: "48d", rule: old("", "", url: nil).rule, kind: .upgrade, error: fault(9, .differentVersionFormats)),
        .init(
            number: "49", rule: "($SWVER ne sip88xx.11-0-0MPP-256)? http://ps.tell.com/sw/sip88xx.11-0-0MPP-BN.loads",
            kind: .upgrade, url: "http://ps.tell.com/sw/sip88xx.11-0-0MPP-BN.loads"),
        .init(
            number: "49b", rule: "($SWVER ne sip88xx.11-0-0MPP-256)? http://ps.tell.com/sw/sip88xx.11-0-0MPP-BN.loads",
            kind: .upgrade, decision: .skip(.noConditionIsTrue), software: "sip88xx.11-0-0MPP-256"),
        .init(
            number: "50",
            rule: "($SWVER ne sip68xx.11-3-2MPP0001-609)? http://ps.tell.com/sw/sip68xx.11-3-2MPP0001-BN.loads",
            kind: .upgrade, url: "http://ps.tell.com/sw/sip68xx.11-3-2MPP0001-BN.loads"),
        .init(
            number: "51",
            rule:
                "(\"$SWVER\" eq \"sipyyyy.11-2-1MPP-312.loads\" or \"$SWVER\" eq \"sipyyyy.11-3-2MPP0001-609.loads\")? /x",
            kind: .upgrade, error: fault(44, .orIsNotKnown)),
        .init(
            number: "52", rule: "(\"$SWVER\" ne \"11-1-0MPP\")? http://ps.tell.com/sw/ATA19x.11-1-0MPP-BN.loads",
            kind: .upgrade, url: "http://ps.tell.com/sw/ATA19x.11-1-0MPP-BN.loads"),
        .init(
            number: "52b", rule: "(\"$SWVER\" ne \"11-1-0MPP\")? http://ps.tell.com/sw/ATA19x.11-1-0MPP-BN.loads",
            kind: .upgrade, decision: .skip(.noConditionIsTrue), software: "11-1-0MPP"),
        .init(
            number: "53", rule: "($SWVER ne 11-1-0MPP)? http://ps.tell.com/sw/ATA19x.11-1-0MPP-BN.loads",
            kind: .upgrade, url: "http://ps.tell.com/sw/ATA19x.11-1-0MPP-BN.loads"),
        .init(
            number: "53b", rule: "($SWVER ne 11-1-0MPP)? http://ps.tell.com/sw/ATA19x.11-1-0MPP-BN.loads",
            kind: .upgrade, decision: .skip(.noConditionIsTrue), software: "ATA19x.11-1-0MPP"),
        .init(
            number: "54", rule: "($SWVER ne 2.0.6)? http://ps.tell.com/sw/spa021024.bin", kind: .upgrade,
            url: "http://ps.tell.com/sw/spa021024.bin", software: "2.0.5"),
        .init(
            number: "55", rule: "( $SWVER != 7.6.2 ) ? tftp://192.168.178.3/firmware/spa50x/spa50x-30x-762f.bin",
            kind: .upgrade, url: "tftp://192.168.178.3/firmware/spa50x/spa50x-30x-762f.bin", software: "7.5.5"),
        .init(number: "56", rule: "$SWVER != 1.0.33", kind: .trigger, decision: .triggered, software: "1.0.32"),
        .init(
            number: "57", rule: "$SWVER ge 2.0.6 and \"$CCERT\" eq \"Installed\"", kind: .trigger, decision: .triggered,
            software: "2.0.6"),
        .init(
            number: "58", rule: "$REGTMR1 gt 300 and $PRVTMR gt 1200 and “$EXTIP” ne “”", kind: .trigger,
            decision: .triggered),
        .init(
            number: "58a", rule: "! 1.0.33", kind: .trigger, decision: .skip(.noConditionIsTrue), software: "1.0.33"),
        .init(
            number: "59",
            rule: "($PRVTMR ge 600)? http://p.tel.com/has-reg.cfg | [--post a] http://p.tel.com/lost-reg?",
            url: "http://p.tel.com/has-reg.cfg"),
        .init(
            number: "59b",
            rule: "($PRVTMR lt 600)? http://p.tel.com/has-reg.cfg | [--post a] http://p.tel.com/lost-reg?",
            url: "http://p.tel.com/lost-reg?", options: ["--post a"]),
        .init(
            number: "60",
            rule: "(\"$EMS\" eq \"mobile\" and \"$MUID\" ne \"\" and \"$MPWD\" ne \"\")?[--uid $MUID$PDOM --pwd $MPWD] "
                + "http://10.74.121.51:80/dms/CP-8851-3PCC/8851System.xml|http://10.74.121.51:80/dms/8851System.xml",
            url: "http://10.74.121.51:80/dms/CP-8851-3PCC/8851System.xml", options: credentials),
        .init(
            number: "61", rule: "$UPGTMR gt 300 and $PRVTMR ge 600", kind: .trigger, decision: .triggered),
    ]

    private static func old(_ number: String, _ software: String, url: String?) -> CorpusRule {
        CorpusRule(
            number: number,
            rule: "($SWVER lt 7.5.2b) ? http://ps.example/firmware/spa50x-30x-7-5-2b.bin "
                + "| http://ps.example/firmware/spa50x-30x-7-5-5.bin",
            kind: .upgrade, url: url, software: software)
    }

    static let otherPlaces: [CorpusRule] = [
        .init(
            number: "62", rule: "http://ps.example:8667/sip88xx.12-0-7MPP0201-66.loads", kind: .upgrade,
            url: "http://ps.example:8667/sip88xx.12-0-7MPP0201-66.loads"),
        .init(
            number: "63", rule: "http://ps.example:8667/ATA19x.11-1-0MPP0401-002.img", kind: .upgrade,
            url: "http://ps.example:8667/ATA19x.11-1-0MPP0401-002.img"),
        .init(
            number: "64", rule: "http://ps.example:8667/firmware/spa3102-5-1-10-GW.bin?mac=$MA", kind: .upgrade,
            url: "http://ps.example:8667/firmware/spa3102-5-1-10-GW.bin?mac=000e08aabbcc"),
        .init(
            number: "65", rule: "http://ps.example:8667/firmware/SPA112-SPA122_1.3.5_004p.bin", kind: .upgrade,
            url: "http://ps.example:8667/firmware/SPA112-SPA122_1.3.5_004p.bin"),
        .init(
            number: "66", rule: "http://10.74.10.205:6970/sip8845_65.0104-MPP-9875dev.loads", kind: .upgrade,
            url: "http://10.74.10.205:6970/sip8845_65.0104-MPP-9875dev.loads"),
        .init(
            number: "67", rule: "tftp://ps.example/spa942-6-1-5a.bin", kind: .upgrade,
            url: "tftp://ps.example/spa942-6-1-5a.bin"),
        .init(
            number: "68", rule: "http://10.74.51.176/cisco/certificate.pem", kind: .customCA,
            url: "http://10.74.51.176/cisco/certificate.pem"),
        // A dictionary script is no rule.
        .init(
            number: "69", rule: "serv=http://ps.example:8667/locales/;d0=English;x0=en-US_88xx-12.0.4.0002.xml;",
            error: fault(5, .expected(.server, found: .text("=")))),
        // What follows the first "?" of a direct action, decoded.
        .init(number: "74", rule: "tftp://192.168.1.200/basic.txt", url: "tftp://192.168.1.200/basic.txt"),
        .init(
            number: "75", rule: "http://ps.example/app/provision/?mac=$MA",
            url: "http://ps.example/app/provision/?mac=000e08aabbcc"),
        .init(
            number: "76", rule: "[--uid admin --pwd 555]http://ps.example/app/provision/?mac=$MA",
            url: "http://ps.example/app/provision/?mac=000e08aabbcc", options: credentials),
        .init(
            number: "77", rule: "tftp://192.168.15.100/my_config.xml&xuser=admin&xpassword=admin",
            url: "tftp://192.168.15.100/my_config.xml&xuser=admin&xpassword=admin"),
        .init(
            number: "78", rule: "https://10.73.10.223/firmware/ sip78xx.11-1-1MSR2-1.loads", kind: .upgradeCommand,
            error: fault(32, .blankInAddress)),
        .init(
            number: "79", rule: "http//10.73.10.192/firmware/sip8845_65.11-1-2MPP-351.loads", kind: .upgradeCommand,
            error: fault(5, .brokenScheme("http"))),
        .init(
            number: "80", rule: "tftp://prov.telco.com: 6900/cisco/config/CP_xxxx_MPP.cfg",
            error: fault(24, .blankInAddress)),
        .init(
            number: "81", rule: "/tftp://prov.telco.com:6900/cisco/config/CP-8831-3PCC.cfg",
            error: fault(1, .slashBeforeScheme("tftp"))),
    ]
}
