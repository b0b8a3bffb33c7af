import TestSupport
import Testing

@testable import ScreenPicture

@Suite struct ScreenPictureTests {
    private func idle(named name: String = "Front desk", keys: [String] = ["4711", "4712"]) -> ScreenPicture {
        var picture = ScreenPicture(name: name, clock: "4:57 p.m.", date: "11/20/26", cloud: .on)
        picture.lineKeys = keys
        picture.softkeys = ["Applications"]
        return picture
    }

    private func menu() -> ScreenPicture {
        var picture = ScreenPicture(name: "Front desk", clock: "16:57", date: "20/11/26", cloud: .off)
        picture.heading = "Device administration"
        picture.text = "Choose one."
        picture.items = ["Profile rule", "Reboot"]
        picture.lines = [("MAC address", "00:0e:08:aa:bb:cc")]
        picture.field = "Code"
        picture.softkeys = ["Back"]
        return picture
    }

    private func draw(_ picture: ScreenPicture) async throws -> Bitmap {
        let child = ScreenPictureChild(command: [try BuiltProgram.path(of: "PictureProbe")], limit: .seconds(120))
        return Bitmap(try await child.draw(picture).get())
    }

    /// The header of a bitmap, and its pixels.
    private struct Bitmap {
        let bytes: [UInt8]

        init(_ bytes: [UInt8]) {
            self.bytes = bytes
        }

        func number(at offset: Int, bytes count: Int = 4) -> Int {
            (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
        }

        /// 0xRRGGBB, counted from the top left.
        func pixel(_ x: Int, _ y: Int) -> Int { number(at: 54 + ((479 - y) * 800 + x) * 3, bytes: 3) }

        /// How many colours there are in a box: one if nothing was written there.
        func colours(_ x: Range<Int>, _ y: Range<Int>) -> Int {
            Set(y.flatMap { row in x.map { pixel($0, row) } }).count
        }
    }

    @Test func isAWindowsBitmapOfTheSizeOfTheScreen() async throws {
        let bitmap = try await draw(idle())
        #expect(Array(bitmap.bytes[..<2]) == Array("BM".utf8))
        #expect(bitmap.bytes.count == 54 + 800 * 3 * 480)
        #expect(bitmap.number(at: 2) == bitmap.bytes.count)
        #expect(bitmap.number(at: 10) == 54 && bitmap.number(at: 14) == 40)
        #expect(bitmap.number(at: 18) == 800 && bitmap.number(at: 22) == 480)
        #expect(bitmap.number(at: 26, bytes: 2) == 1 && bitmap.number(at: 28, bytes: 2) == 24)
        #expect(bitmap.number(at: 30) == 0 && bitmap.number(at: 34) == 800 * 3 * 480)
    }

    @Test func anIdleScreenHasNameClockAndLineKeys() async throws {
        let bitmap = try await draw(idle())
        #expect(bitmap.pixel(400, 60) == 0x10202f, "the ground")
        #expect(bitmap.pixel(700, 4) == 0x0a1621, "the bar at the top")
        #expect(bitmap.colours(16..<200, 10..<38) > 10, "the name")
        #expect(bitmap.colours(260..<540, 160..<220) > 10, "the clock")
        #expect(bitmap.colours(42..<150, 60..<120) > 10, "the first key")
        #expect(bitmap.colours(8..<200, 210..<260) == 1, "no third key")
        #expect(bitmap.pixel(636, 20) == 0x7fd6a2, "the cloud")
    }

    @Test func aMenuHasItsLines() async throws {
        let bitmap = try await draw(menu())
        #expect(bitmap.colours(24..<400, 60..<95) > 10, "the heading")
        #expect(bitmap.pixel(780, 160) == 0x0b5cad, "the line that is chosen")
        #expect(bitmap.colours(8..<192, 440..<470) > 10, "the soft key")
    }

    /// Named, because some of them spoil the log of a test.
    private static let texts = [
        "empty": "", "foreign": "前台 – приём – استقبال – 🛎️", "steering": "a\u{0}b\nitem injected\r\u{1b}[2J",
        "long": String(repeating: "W", count: 100_000), "marks": String(repeating: "e\u{301}\u{302}", count: 5_000),
        "backwards": "\u{202e}gnp.exe", "markup": "<b>&amp;%s%n</b>", "outside": "\u{feff}\u{fffd}\u{10ffff}",
        "joined": String(repeating: "\u{0e33}\u{200d}", count: 3_000), "keywords": "softkey x\nheading y",
        "tall": String(repeating: "\u{fdfa}", count: 400), "one word": String(repeating: "\u{30000}", count: 400),
    ]

    /// A name, hostile or only foreign, changes what is written and nothing else.
    @Test(arguments: texts.keys.sorted())
    func anyTextIsDrawn(kind: String) async throws {
        let text = try #require(Self.texts[kind])
        var picture = menu()
        picture.name = text
        picture.heading = "h" + text
        picture.text = text
        picture.items = Array(repeating: text, count: 500)
        picture.lines = Array(repeating: (text, text), count: 500)
        picture.field = text
        picture.softkeys = [text, text, text, text, text, text]
        let bitmap = try await draw(picture)
        #expect(bitmap.bytes.count == 54 + 800 * 3 * 480)
        #expect(bitmap.pixel(799, 60) == 0x10202f, "nothing runs over the edge")
        let keys = try await draw(idle(named: text, keys: Array(repeating: text, count: 100)))
        #expect(keys.pixel(400, 60) == 0x10202f, "nothing runs out of the keys")
    }

    @Test func aTextCannotBecomeAnotherLineOfTheDescription() throws {
        let read = try #require(ScreenPicture(idle(named: "x\nsoftkey y\u{2028}z").encoded))
        #expect(read.name == "x softkey y z")
        #expect(read.softkeys == ["Applications"])
        #expect(try #require(ScreenPicture(menu().encoded)) == menu())
    }

    @Test(arguments: ["x", "unknown y\n", "name\n", "\u{0}", "item"])
    func whatIsNoDescriptionIsRefused(text: String) {
        #expect(ScreenPicture(Array(text.utf8)) == nil)
        #expect(ScreenPicture([0x6e, 0x61, 0x6d, 0x65, 0x20, 0xff, 0x0a]) == nil)
    }

    @Test func aMissingProgramIsToldInASentence() async {
        let result = await ScreenPictureChild(command: ["/nonexistent/onhook"]).draw(idle())
        #expect(
            result
                == .failure(.init(reason: "/nonexistent/onhook: No such file or directory")))
        #expect(
            ScreenPictureFailure(reason: "libpangocairo-1.0.so.0: cannot open").description
                == "The screen could not be drawn: libpangocairo-1.0.so.0: cannot open. Debian's package libpangocairo-1.0-0 draws it, with any font."
        )
    }

    @Test func aChildThatNeverEndsIsStopped() async {
        let result = await ScreenPictureChild(command: ["/bin/sleep", "600"], limit: .milliseconds(300)).draw(idle())
        #expect(result == .failure(.init(reason: "what draws it was ended by signal 9")))
    }

    @Test func aChildThatCrashesIsToldInASentence() async {
        let result = await ScreenPictureChild(command: ["/bin/sh", "-c", "kill -SEGV $$"]).draw(idle())
        #expect(result == .failure(.init(reason: "what draws it was ended by signal 11")))
    }
}
