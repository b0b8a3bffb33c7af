import Bench
import FlatProfile
import HTTPServer
import Testing

@testable import BenchUI

@Suite struct JobTests {
    private static let list = Array("mac,model,name\n000e08aabb01,8841,Anna\n000e08aabb02,8851,Bob\n".utf8)

    private static func make(
        _ room: Room, name: String = "floor-2", template: [UInt8] = Room.template, list: [UInt8]? = list,
        fields: [(String, String)] = []
    ) async -> Response {
        let files = [("template", "t.xml", template)] + (list.map { [("devices", "d.csv", $0)] } ?? [])
        return await room.upload(
            "/new-job", [("csrf_token", await room.token()), ("name", name)] + fields, files: files)
    }

    @Test func aTemplateAndAListMakeAJob() async throws {
        let room = try await Room.entered()
        let answer = await Self.make(room)
        #expect(answer.header("Location") == "/jobs/floor-2")
        let page = await room.get("/jobs/floor-2")
        #expect(page.text.contains("The job is made, with 2 devices."))
        #expect(page.text.contains("00:0e:08:aa:bb:02"))
        let job = try await room.store.job(Room.floor)
        #expect(job.author == "Maria")
        #expect(await Self.make(room).text.contains("There is a job floor-2 already"))
    }

    @Test(arguments: [
        ("mac,name\n000e08aabb01,Anna\n", "Line 2, column 1: the model is missing"),
        ("mac,model,name\n000e08aabb0,8841,Anna\n", "Line 2, column 1, “mac”: “000e08aabb0” is no MAC address"),
        ("mac,model,name\n000e08aabb01,8841,A\n00-0E-08-AA-BB-01,8841,B\n", "Line 3, column 1, “mac”"),
        ("mac,model,name\n", "There is no device below the header"),
        ("", "The file is empty"),
        ("name\nAnna\n", "Line 1, column 1: no column is called mac"),
        ("mac,model\n000e08aabb01,8841\n", "Line 1, column 29: the devices have no column name"),
    ])
    func aListWithAFaultIsToldByItsPlace(list: String, sentence: String) async throws {
        let room = try await Room.entered()
        let answer = await Self.make(room, list: Array(list.utf8))
        #expect(answer.status == .unprocessableContent)
        #expect(answer.text.contains(sentence), "\(answer.text.suffix(3000))")
        #expect(answer.text.contains("value=\"floor-2\""), "what was typed is kept")
        #expect(try await room.store.jobs().isEmpty)
    }

    @Test func aListInAnotherEncodingIsRead() async throws {
        let room = try await Room.entered()
        let utf16: [UInt8] =
            [0xff, 0xfe]
            + "mac,model,name\n000e08aabb01,8841,Zoë\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        #expect(await Self.make(room, name: "wide", list: utf16).status == .seeOther)
        #expect(await room.get("/jobs/wide").text.contains("Zoë"))
        let latin = Array("mac,model,name\n000e08aabb01,8841,Zo".utf8) + [0xeb, 10]
        #expect(await Self.make(room, name: "old", list: latin).status == .seeOther)
        let page = await room.get("/jobs/old")
        #expect(page.text.contains("Zoë"))
        #expect(page.text.contains("was read as"), "the guess is told")
        let none = await Self.make(room, name: "none", fields: [("encoding", "klingon")])
        #expect(none.status == .unprocessableContent)
    }

    @Test func aTemplateThatIsNoProfileIsToldByItsPlace() async throws {
        let room = try await Room.entered()
        let broken = await Self.make(room, template: Array("<flat-profile><Station_Name>{{name}}</flat-profile>".utf8))
        #expect(broken.status == .unprocessableContent)
        #expect(broken.text.contains("Line 1"))
        let unknown = await Self.make(
            room, template: Array("<flat-profile><Station_Name>{{nmae}}</Station_Name></flat-profile>".utf8))
        #expect(unknown.text.contains("did you mean {{name}}?"))
        let picture = await Self.make(room, template: [0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3])
        #expect(picture.status == .unprocessableContent)
        let none = await room.upload("/new-job", [("csrf_token", await room.token()), ("name", "x")], files: [])
        #expect(none.text.contains("Choose a file."))
        #expect(try await room.store.jobs().isEmpty)
    }

    @Test func aKeyNeverComesBack() async throws {
        let room = try await Room.entered()
        let answer = await Self.make(
            room, name: "NO NAME", fields: [("delivery", "aes256cbc"), ("key", "s3cret-k3y"), ("digest", "sha256")])
        #expect(answer.status == .unprocessableContent)
        #expect(!answer.text.contains("s3cret-k3y"))
        #expect(
            await Self.make(room, fields: [("delivery", "aes256cbc"), ("key", "")]).text.contains(
                "Sealing needs a key."))
        #expect(await Self.make(room, fields: [("delivery", "aes256cbc"), ("key", "s3cret-k3y")]).status == .seeOther)
        for path in ["/jobs/floor-2", "/jobs/floor-2/report", "/jobs/floor-2/devices/000e08aabb01"] {
            #expect(!(await room.get(path).text.contains("s3cret-k3y")), "\(path)")
        }
    }

    @Test func whatIsNoFormIsToldAndDoesNothing() async throws {
        let room = try await Room.entered()
        let answer = await room.post("/new-job", [], headers: [("X-CSRF-Token", "wrong")])
        #expect(answer.status == .forbidden)
        let truncated = await room.upload("/new-job", [("csrf_token", "x")], files: [("template", "t", [])])
        #expect(truncated.status == .forbidden)
        #expect(try await room.store.jobs().isEmpty)
    }

    @Test func aJobIsDeletedAfterAQuestion() async throws {
        let room = try await Room.entered()
        try await room.job(names: ["Anna", "Bob"])
        let question = await room.get("/jobs/floor-2/delete")
        #expect(question.text.contains("Job floor-2 with 2 devices will be deleted."))
        let answer = await room.post("/jobs/floor-2/delete", [("csrf_token", question.token)])
        #expect(answer.header("Location") == "/jobs")
        #expect(await room.get("/jobs").text.contains("Job floor-2 was deleted."))
        #expect(await room.get("/jobs/floor-2/board").status == .notFound)
        // The next job of that name is another one.
        try await room.job(names: ["Carl"])
        let board = await room.get("/jobs/floor-2/board").text
        #expect(board.contains("Carl") && !board.contains("Anna"))
    }
}
