import BarCodes
import Bench
import FlatProfile
import Foundation
import ProfileRules
import TestSupport
import Testing

@testable import HandOver

/// Labels, read back by a scanner of bar codes.
@Suite struct LabelTests {
    private static let labels = [
        Label(
            mac: MACAddress(bits: 0x000e_08aa_bb01), serialNumber: "FCH2305DMH1", model: "CP-8841-3PCC",
            name: "Anna Berg & Söhne"),
        Label(
            mac: MACAddress(bits: 0x000e_08aa_bb02), serialNumber: "FCH2305DMH2", model: "CP-8851-3PCC", name: "王小明 三楼"),
        Label(mac: MACAddress(bits: 0x000e_08aa_bb03), model: "CP-8841-3PCC"),
    ]

    /// What a scanner sees on a picture: `QR-Code:…`, `CODE-128:…`.
    private func scan(_ file: String, in directory: TemporaryDirectory) throws -> Set<String> {
        let picture = directory.path(of: "picture.png")
        _ = try ChildProcess.run([
            "chromium", "--headless", "--no-sandbox", "--disable-gpu",
            "--user-data-dir=\(directory.path(of: "profile"))",
            "--force-device-scale-factor=4", "--window-size=840,1300", "--hide-scrollbars", "--screenshot=\(picture)",
            "file://\(file)",
        ])
        // It tells of the bus of the desktop, too, if there is none.
        let lines = try ChildProcess.run(["zbarimg", "--quiet", picture]).split(separator: "\n").map(String.init)
        return Set(lines.filter { !$0.hasPrefix("Connection ") })
    }

    private static var texts: Set<String> {
        Set(
            labels.flatMap { label in
                ["QR-Code:\(label.text)", "CODE-128:\(label.macText)"]
                    + (label.serialNumber.isEmpty ? [] : ["CODE-128:\(label.serialNumber)"])
            })
    }

    @Test(arguments: ["3x8", "3x7", "2x5-letter"])
    func aScannerReadsAllCodesOfAPage(sheet: String) throws {
        let directory = try TemporaryDirectory()
        let page = try LabelPages.html(
            Self.labels, on: try #require(LabelSheet(sheet)), job: "floor-2", used: 1)
        let found = try scan(try directory.write(page, to: "labels.html"), in: directory)
        #expect(found == Self.texts)
    }

    @Test func aScannerReadsThePictureOfOneLabel() throws {
        let directory = try TemporaryDirectory()
        let picture = try LabelPages.svg(Self.labels[1], on: .standard)
        let found = try scan(try directory.write(picture, to: "label.svg"), in: directory)
        #expect(found == ["QR-Code:\(Self.labels[1].text)", "CODE-128:000E08AABB02", "CODE-128:FCH2305DMH2"])
    }

    @Test func theBenchTakesItsOwnLabels() throws {
        for label in Self.labels {
            let expected = ScanReading(
                mac: label.mac, serialNumber: label.serialNumber.isEmpty ? nil : label.serialNumber)
            #expect(try ScanText.read(label.text).get() == expected)
        }
        var label = Self.labels[0]
        label.name = "Room FCH1111AAAA; MAC:000e08ffffff\t8841"
        #expect(try ScanText.read(label.text).get() == ScanReading(mac: label.mac, serialNumber: "FCH2305DMH1"))
    }

    @Test func nothingOfANameBecomesMarkup() throws {
        var label = Self.labels[0]
        label.name = "</title><script>alert(1)</script>\" onload=\"x"
        let page = try LabelPages.html([label], on: .standard, job: "floor-2")
        #expect(!page.contains("<script") && !page.contains("onload=\"x"))
        #expect(page.contains("default-src 'none'"))
    }

    @Test func aNameThatIsTooLongIsCutAndTheCodeHoldsMoreOfIt() throws {
        var label = Self.labels[0]
        label.name = String(repeating: "Wilhelmine ", count: 30)
        let picture = try LabelPages.svg(label, on: .standard)
        #expect(picture.contains("…</text>"))
        #expect(label.text.hasSuffix(String(label.name.prefix(100))))
        #expect(label.text.count < 150)
    }

    @Test func sheetsLieWhereTheirMakersSay() throws {
        #expect(Set(LabelSheet.named.map(\.name)).count == LabelSheet.named.count)
        for sheet in LabelSheet.named {
            let width = sheet.left + Double(sheet.columns) * sheet.label.width
            let height = sheet.top + Double(sheet.rows) * sheet.label.height
            #expect(width + Double(sheet.columns - 1) * sheet.columnGap <= sheet.paper.width + 0.01)
            #expect(height + Double(sheet.rows - 1) * sheet.rowGap <= sheet.paper.height + 0.01)
        }
        #expect(LabelSheet("62x29mm")?.label == .init(62, 29))
        #expect(LabelSheet("62x29mm")?.count == 1)
        for text in ["", "9x9", "62x29", "1x1mm", "62xmm", "-5x20mm", "1e2x40mm", "62x29x3mm", "999x20mm"] {
            #expect(LabelSheet(text) == nil)
        }
        let page = try LabelPages.html(
            Array(repeating: Self.labels[2], count: 30), on: .standard, job: "floor-2", used: 20)
        #expect(page.components(separatedBy: "class=\"sheet\"").count - 1 == 3)
    }

    @Test func aLabelTooSmallForCode128HasTheQRCodeAlone() throws {
        let picture = try LabelPages.svg(Self.labels[0], on: .roll(.init(40, 15)))
        #expect(picture.components(separatedBy: "<path").count - 1 == 1)
        #expect(picture.contains("MAC 000E08AABB01"))
    }

    @Test func aSecretNameIsOnNoLabel() {
        let job = Job(
            name: JobName("floor-2")!, created: Timestamp(unixSeconds: 0), template: TemplateFile(name: "t", bytes: []),
            columns: [Column("Name", isSecret: true)])
        let device = Device(mac: MACAddress(bits: 1), model: .standard, values: [Secret("geheim")])
        #expect(Label(of: device, in: job).name == "")
    }

    @Test func whatCannotBeACodeIsRefused() {
        #expect(throws: BarCodeError.empty) { try BarCode(.code128, "") }
        #expect(throws: BarCodeError.character) { try BarCode(.code128, "Söhne") }
        #expect(throws: BarCodeError.character) { try BarCode(.qr, "a\u{0}b") }
        #expect(throws: BarCodeError.tooLong) { try BarCode(.qr, String(repeating: "ä", count: 3000)) }
        #expect(throws: BarCodeError.tooLong) { try BarCode(.code128, String(repeating: "a", count: 300)) }
    }
}
