import FlatProfile
import Provisioning
import Store
import TestSupport
import Testing

@testable import PhoneService

/// `user-pref` and `um` from end to end: a profile of a real server, a change by `user`, the next profile, the export, the reset.
@Suite struct UserPreferenceTests {
    private static let user = Principal(.user, through: .web)

    private static func url(_ nginx: NginxServer) -> String { "http://127.0.0.1:\(nginx.port)" }

    private static func profile(_ value: String, _ attributes: String = #"ua="rw" user-pref="y""#) -> String {
        "<flat-profile><GPP_D \(attributes)>\(value)</GPP_D></flat-profile>"
    }

    private static func exported(_ phone: TrialPhone) throws -> String {
        let text = String(decoding: phone.service.exportedConfiguration(.full), as: UTF8.self)
        let line = try #require(text.split(separator: "\n").first { $0.contains("<GPP_D ") })
        return String(line.drop { $0 == " " || $0 == "\t" })
    }

    private static func serve(
        _ first: String, then second: String, _ body: (TrialPhone, NginxServer) async throws -> Void
    ) async throws {
        let nginx = try NginxServer(files: ["first.xml": first, "second.xml": second])
        let phone = try await TrialPhone()
        do {
            _ = try await phone.resync(by: "\(url(nginx))/first.xml")
            try await body(phone, nginx)
        } catch {
            await phone.stop()
            throw error
        }
        await phone.stop()
    }

    @Test(
        arguments: [
            (#"ua="rw" user-pref="y""#, "of the user", #"user-pref="y" um="y""#),
            (#"ua="rw" user-pref="n""#, "second", ""), (#"ua="rw""#, "second", ""),
            (#"ua="ro" user-pref="y""#, "of the user", #"user-pref="y" um="y""#),
        ] as [(String, String, String)])
    func aLaterProfileKeepsOrReplacesWhatTheUserSet(attributes: String, value: String, marks: String) async throws {
        try await Self.serve(Self.profile("first"), then: Self.profile("second", attributes)) { phone, nginx in
            _ = try await phone.service.submit([("GPP_D", .text("of the user"))], by: Self.user)
            #expect(try Self.exported(phone) == #"<GPP_D ua="rw" user-pref="y" um="y">of the user</GPP_D>"#)
            _ = try await phone.resync(by: "\(Self.url(nginx))/second.xml")
            let access = attributes.contains("\"ro\"") ? "ro" : "rw"
            let all = [#"ua="\#(access)""#, marks].filter { !$0.isEmpty }.joined(separator: " ")
            #expect(try Self.exported(phone) == "<GPP_D \(all)>\(value)</GPP_D>")
        }
    }

    /// What the user has not touched follows the profile; nor does what the administrator sets count as the user's.
    @Test(arguments: [nil, "of the administrator"])
    func aProfileReplacesWhatTheUserHasNotSet(byAdministrator: String?) async throws {
        try await Self.serve(Self.profile("first"), then: Self.profile("second")) { phone, nginx in
            if let byAdministrator { try await phone.set(["GPP_D": byAdministrator]) }
            #expect(!(try Self.exported(phone).contains("um=")))
            _ = try await phone.resync(by: "\(Self.url(nginx))/second.xml")
            #expect(try Self.exported(phone) == #"<GPP_D ua="rw" user-pref="y">second</GPP_D>"#)
        }
    }

    /// The factory default is a choice as well.
    @Test func whatTheUserSetBackStaysTheDefault() async throws {
        try await Self.serve(Self.profile("first"), then: Self.profile("second")) { phone, nginx in
            _ = try await phone.service.submit([("GPP_D", .reset)], by: Self.user)
            _ = try await phone.resync(by: "\(Self.url(nginx))/second.xml")
            #expect(phone.store.snapshot["GPP_D"] == "")
            #expect(try Self.exported(phone) == #"<GPP_D ua="rw" user-pref="y" um="y"/>"#)
        }
    }

    /// Access and preference are not theirs: a reset leaves both.
    @Test func whatTheUserSetsBackStaysTheirs() async throws {
        try await Self.serve(Self.profile("first", #"ua="rw""#), then: Self.profile("second")) { phone, _ in
            _ = try await phone.service.submit([("GPP_D", .reset)], by: Self.user)
            #expect(try Self.exported(phone) == #"<GPP_D ua="rw"/>"#)
            _ = try await phone.service.submit([("GPP_D", .text("again"))], by: Self.user)
            #expect(phone.store.snapshot["GPP_D"] == "again")
        }
    }

    @Test func aDraftOfTheUserCountsAsTheirChange() async throws {
        try await Self.serve(Self.profile("first"), then: Self.profile("second")) { phone, nginx in
            let key = try #require(DraftKey(named: "mine"))
            try await phone.service.prepare([DraftWish("GPP_D", .text("drafted"))], in: key, by: Self.user)
            _ = try await phone.service.applyDraft(key, by: Self.user)
            _ = try await phone.resync(by: "\(Self.url(nginx))/second.xml")
            #expect(try Self.exported(phone) == #"<GPP_D ua="rw" user-pref="y" um="y">drafted</GPP_D>"#)
        }
    }

    /// `um` comes from the user alone: neither a profile nor an import sets it.
    @Test func noProfileSetsTheMark() async throws {
        let marked = Self.profile("first", #"ua="rw" user-pref="y" um="y""#)
        try await Self.serve(marked, then: Self.profile("second")) { phone, nginx in
            #expect(try Self.exported(phone) == #"<GPP_D ua="rw" user-pref="y">first</GPP_D>"#)
            _ = try await phone.service.apply(
                profile: Array(marked.replacing("first", with: "imported").utf8), named: "x.xml", by: TrialPhone.admin
            ).get()
            #expect(try Self.exported(phone) == #"<GPP_D ua="rw" user-pref="y">imported</GPP_D>"#)
            _ = try await phone.resync(by: "\(Self.url(nginx))/second.xml")
            #expect(phone.store.snapshot["GPP_D"] == "second")
        }
    }

    /// Without `user-pref` the user's change is one like any other.
    @Test func withoutThePreferenceNothingIsMarked() async throws {
        try await Self.serve(Self.profile("first", #"ua="rw""#), then: Self.profile("second")) { phone, nginx in
            _ = try await phone.service.submit([("GPP_D", .text("of the user"))], by: Self.user)
            #expect(try Self.exported(phone) == #"<GPP_D ua="rw">of the user</GPP_D>"#)
            _ = try await phone.resync(by: "\(Self.url(nginx))/second.xml")
            #expect(try Self.exported(phone) == #"<GPP_D ua="rw" user-pref="y">second</GPP_D>"#)
        }
    }

    @Test func aFactoryResetForgetsWhatTheUserChose() async throws {
        try await Self.serve(Self.profile("first"), then: Self.profile("second")) { phone, nginx in
            _ = try await phone.service.submit([("GPP_D", .text("of the user"))], by: Self.user)
            try await phone.service.factoryReset(by: TrialPhone.admin)
            #expect(try Self.exported(phone) == #"<GPP_D ua="na"/>"#)
            try await phone.set(["Resync_Random_Delay": "0"])
            _ = try await phone.resync(by: "\(Self.url(nginx))/second.xml")
            #expect(try Self.exported(phone) == #"<GPP_D ua="rw" user-pref="y">second</GPP_D>"#)
        }
    }
}
