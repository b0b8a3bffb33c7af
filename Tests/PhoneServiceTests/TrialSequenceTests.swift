import FlatProfile
import Foundation
import Store
import TestSupport
import Testing

@testable import PhoneService

/// What profiles and rules do to the phone that follows them.
struct TrialSequenceTests {
    private func profile(_ values: String) -> String { "<flat-profile>\n\(values)\n</flat-profile>" }

    @Test func oddProfilesAreTakenWithWarningsThatNameTheLine() async throws {
        let nginx = try NginxServer(files: [
            "odd.xml": """
            <flat-profile>
            <No_Such_Parameter>1</No_Such_Parameter>
            <Resync_Periodic>never</Resync_Periodic>
            <Forced_Resync_Delay>99999</Forced_Resync_Delay>
            <Display_Name_1_>first</Display_Name_1_>
            text between
            <Display_Name_1_>second</Display_Name_1_>
            <Primary_DNS>not an address</Primary_DNS>
            <Resync_Error_Retry_Delay>60,120</Resync_Error_Retry_Delay>
            </flat-profile>
            """
        ])
        let phone = try await TrialPhone()
        try await phone.set(["Resync_Periodic": "7200", "Forced_Resync_Delay": "600"])
        let record = try await phone.resync(by: "http://127.0.0.1:\(nginx.port)/odd.xml")
        #expect(record.outcome == "A", "\(record.error ?? "")")
        let attempts = phone.service.status(recentAttempts: 9).attempts
        #expect(record.changed.map(\.name).sorted() == ["Display_Name_1_", "Resync_Error_Retry_Delay"], "\(attempts)")
        #expect(phone.store.snapshot["Display_Name_1_"] == "second")
        #expect(phone.store.snapshot["Resync_Periodic"] == "7200")
        #expect(phone.store.snapshot["Forced_Resync_Delay"] == "600")
        let lines = Dictionary(grouping: record.warnings, by: { $0.name ?? "" }).mapValues { $0.compactMap(\.line) }
        #expect(lines["No_Such_Parameter"] == [2], "\(record.warnings)")
        #expect(lines["Resync_Periodic"] == [3])
        #expect(lines["Forced_Resync_Delay"] == [4])
        #expect(lines["Primary_DNS"] == [8])
        #expect(lines["Display_Name_1_"]?.isEmpty == false)
        let sentence = record.warnings.first { $0.name == "Forced_Resync_Delay" }?.message ?? ""
        #expect(sentence.contains("0 to 65535") && sentence.contains("line 4"), "\(sentence)")
        let origin = phone.service.parameter("Display_Name_1_", by: TrialPhone.admin)?.origin
        #expect(origin == "http://127.0.0.1:\(nginx.port)/odd.xml, line 7")
        await phone.stop()
    }

    @Test func aFileThatIsNotFoundFailsOnlyIfTheParameterSaysSo() async throws {
        let nginx = try NginxServer(files: ["b.xml": profile("<Display_Name_1_>B</Display_Name_1_>")])
        let phone = try await TrialPhone()
        let server = "http://127.0.0.1:\(nginx.port)"
        try await phone.set([
            "Profile_Rule": "\(server)/none.xml", "Profile_Rule_B": "\(server)/b.xml", "Resync_Fails_On_FNF": "Yes",
        ])
        let strict = try await phone.service.resync(by: TrialPhone.admin)
        #expect(!strict.succeeded)
        #expect(strict.attempts.map(\.outcome) == ["B"])
        #expect(strict.next_resync?.reason == "retry after a failure (Resync_Error_Retry_Delay)")
        try await phone.set(["Resync_Fails_On_FNF": "No"])
        let tolerant = try await phone.service.resync(by: TrialPhone.admin)
        #expect(tolerant.succeeded)
        #expect(tolerant.attempts.map(\.result) == ["not-found-tolerated", "applied"])
        #expect(tolerant.next_resync?.reason == "periodic (Resync_Periodic)")
        #expect(phone.store.snapshot["Display_Name_1_"] == "B")
        await phone.stop()
    }

    @Test func aProfileThatNamesTheNextRuleIsFollowedAtOnce() async throws {
        let nginx = try NginxServer()
        let server = "http://127.0.0.1:\(nginx.port)"
        try nginx.directory.write(profile("<Profile_Rule_B>\(server)/b.xml</Profile_Rule_B>"), to: "root/a.xml")
        try nginx.directory.write(
            profile("<Display_Name_1_>B</Display_Name_1_>\n<Provision_Enable>No</Provision_Enable>"), to: "root/b.xml")
        let phone = try await TrialPhone()
        try await phone.set(["Profile_Rule": "\(server)/a.xml", "Profile_Rule_C": "\(server)/a.xml"])
        let record = try await phone.service.resync(by: TrialPhone.admin)
        #expect(record.attempts.map(\.rule_source) == ["Profile_Rule", "Profile_Rule_B", "Profile_Rule_C"])
        #expect(record.attempts.first?.followed_by_next_rule == true)
        #expect(phone.store.snapshot["Display_Name_1_"] == "B")
        // The second profile has switched provisioning off: nothing comes by itself, and nothing may be asked for.
        #expect(record.next_resync == nil)
        await #expect(throws: ResyncRefusal.provisioningDisabled) {
            try await phone.service.resync(by: TrialPhone.admin)
        }
        await phone.stop()
    }

    @Test func aProfileSetsThePasswordOnceAndItsHashStays() async throws {
        let nginx = try NginxServer(files: ["a.xml": profile("<Admin_Password>Trial-Password-9</Admin_Password>")])
        let phone = try await TrialPhone()
        try await phone.service.setUp(adminPassword: "Trial-Password-1", userPassword: "")
        let before = phone.service.passwordRevision(of: .admin)
        let first = try await phone.resync(by: "http://127.0.0.1:\(nginx.port)/a.xml")
        #expect(first.changed.map(\.new) == ["********"])
        #expect(phone.service.passwordRevision(of: .admin) > before)
        let stored = phone.store.snapshot["Admin_Password"]
        #expect(!stored.contains("Trial-Password"))
        let revision = phone.store.snapshot.revision
        let second = try await phone.service.resync(by: TrialPhone.admin)
        #expect(second.attempts.first?.changed == [])
        #expect(phone.store.snapshot.revision == revision && phone.store.snapshot["Admin_Password"] == stored)
        #expect(try await phone.isAdminPassword("Trial-Password-9"))
        #expect(try await !phone.isAdminPassword("Trial-Password-1"))
        await phone.stop()
    }

    @Test func assignmentsStayAndConditionsChoose() async throws {
        let nginx = try NginxServer(files: ["new.xml": profile("<Display_Name_1_>new</Display_Name_1_>")])
        let server = "http://127.0.0.1:\(nginx.port)"
        let phone = try await TrialPhone()
        let load = try await phone.resync(
            by: "($SWVER lt sip88xx.11-0-0)? \(server)/old.xml | ($SWVER ge sip88xx.12-0-0)? \(server)/new.xml")
        #expect(load.outcome == "A" && load.url == "\(server)/new.xml", "\(load.error ?? "")")
        #expect(load.alternatives.map(\.result) == [false, true])
        let failing = try await phone.resync(by: "(GPP_A = \"kept\"; GPP_SA = \"hidden-9\";)! \(server)/none.xml")
        #expect(failing.outcome == "B")
        #expect(failing.changed.map(\.new) == ["kept", "********"])
        #expect(phone.store.snapshot["GPP_A"] == "kept" && phone.store.snapshot["GPP_SA"] == "hidden-9")
        let origin = phone.service.parameter("GPP_A", by: TrialPhone.admin)?.origin
        #expect(origin == "assignment of Profile_Rule")
        await phone.stop()
    }

    @Test func syslogSaysWhatTheParametersSay() async throws {
        let nginx = try NginxServer(files: ["a.xml": profile("<GPP_B>1</GPP_B>")])
        let phone = try await TrialPhone()
        try await phone.set([
            "Log_Request_Msg": "", "Log_Success_Msg": "$MA done $PATH $$", "Log_Failure_Msg": "$ERR",
            "Syslog_Identifier": "$MA",
        ])
        _ = try await phone.resync(by: "http://127.0.0.1:\(nginx.port)/a.xml")
        var texts = try await phone.syslog.texts(1)
        #expect(texts == ["000e08aabbcc 000e08aabbcc done /a.xml $"])
        let failed = try await phone.resync(by: "http://127.0.0.1:\(nginx.port)/none.xml")
        texts = try await phone.syslog.texts(1)
        #expect(texts == ["000e08aabbcc \(failed.error ?? "")"])
        try await phone.set(["Log_Failure_Msg": "", "Log_Success_Msg": ""])
        _ = try await phone.resync(by: "http://127.0.0.1:\(nginx.port)/none.xml")
        _ = try await phone.resync(by: "http://127.0.0.1:\(nginx.port)/a.xml")
        try await phone.set(["Log_Success_Msg": "the end"])
        _ = try await phone.resync(by: "http://127.0.0.1:\(nginx.port)/a.xml")
        texts = try await phone.syslog.texts(1)
        #expect(texts == ["000e08aabbcc the end"])
        await phone.stop()
    }
}
