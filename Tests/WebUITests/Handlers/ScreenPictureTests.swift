import FlatProfile
import HTTPServer
import PhoneService
import ScreenPicture
import Testing
import Threading

@testable import Pages
@testable import WebUI

/// `screendump.bmp`: what is drawn, for whom.
@Suite struct ScreenPictureAddressTests {
    private static let basic = ["Authorization": "Basic YWRtaW46QWRtaW4tUGFzc3dvcmQtMQ=="]
    private let drawn = Locked<[ScreenPicture]>([])

    private func utility(_ answer: Result<[UInt8], ScreenPictureFailure> = .success([66, 77])) async throws
        -> WebApplicationTests.Utility
    {
        let utility = try WebApplicationTests.Utility(drawScreen: { [drawn] picture in
            drawn.withLock { $0.append(picture) }
            return answer
        })
        try await utility.service.setUp(adminPassword: "Admin-Password-1", userPassword: "User-Password-1")
        return utility
    }

    @Test func byItselfItIsTheIdleScreen() async throws {
        let utility = try await utility()
        _ = try await utility.service.submit(
            [
                ("Station_Display_Name", .text("Front desk")), ("User_ID_1_", .text("4711")),
                ("Short_Name_2_", .text("Door $USER!")), ("Extension_3_", .text("Disabled")),
                ("Text_Logo", .text("Example Ltd")),
            ], by: Principal(.admin, through: .web))
        for target in [
            "/admin/screendump.bmp", "/screendump.bmp?ver=17&x", "/CGI/Screenshot", "/admin/screendump.bmp?%zz",
        ] {
            let response = try await utility.send(.get, target, Self.basic)
            #expect(response.status == .ok, "\(target)")
            #expect(response.headers["Content-Type"]?.text == "image/bmp")
            #expect(response.headers["Cache-Control"]?.text == "no-store")
            #expect(response.body.bytes == [66, 77])
        }
        let picture = try #require(drawn.withLock { $0.last })
        #expect(picture.name == "Front desk" && picture.heading == "" && picture.text == "Example Ltd")
        #expect(picture.lineKeys.prefix(4) == ["4711", "Door Ext 2!", "", "Ext 4"] && picture.lineKeys.count == 10)
        #expect(picture.softkeys == ["Applications"])
    }

    @Test func aScreenCanBeAskedForAndSpeaksTheLanguage() async throws {
        let utility = try await utility()
        let german = Self.basic.merging(["Accept-Language": "de"]) { $1 }
        _ = try await utility.send(.get, "/admin/screendump.bmp?screen=administration", Self.basic)
        _ = try await utility.send(.get, "/admin/screendump.bmp?screen=profile-rule", german)
        _ = try await utility.send(.get, "/admin/screendump.bmp?screen=applications", Self.basic)
        _ = try await utility.send(.get, "/admin/screendump.bmp?screen=../secret", Self.basic)
        let pictures = drawn.withLock { $0 }
        #expect(pictures.map(\.heading) == ["Device administration", "Profilregel", "Applications", ""])
        #expect(pictures[0].items == ["Profile rule", "Reboot", "Factory reset"])
        #expect(!pictures[1].field.isEmpty && pictures[1].softkeys.last == "Zurück")
    }

    @Test func onlyTheAdministratorGetsIt() async throws {
        let utility = try await utility()
        let user = ["Authorization": "Basic dXNlcjpVc2VyLVBhc3N3b3JkLTE="]
        #expect(try await utility.send(.get, "/admin/screendump.bmp", user).status == .forbidden)
        #expect(try await utility.send(.get, "/admin/screendump.bmp").status == .unauthorized)
        #expect(drawn.withLock { $0.isEmpty })
    }

    @Test func whyThereIsNoneIsSaid() async throws {
        let failing = try await utility(
            .failure(.init(reason: "libpangocairo-1.0.so.0: cannot open shared object file")))
        let response = try await failing.send(.get, "/admin/screendump.bmp", Self.basic)
        #expect(response.status == .serviceUnavailable)
        #expect(String(decoding: response.body.bytes, as: UTF8.self).contains("Debian's package libpangocairo-1.0-0"))
        let none = try WebApplicationTests.Utility()
        try await none.service.setUp(adminPassword: "Admin-Password-1", userPassword: "")
        #expect(try await none.send(.get, "/admin/screendump.bmp", Self.basic).status == .notImplemented)
    }
}
