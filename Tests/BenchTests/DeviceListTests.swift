import Bench
import BenchFixtures
import FlatProfile
import ProfileRules
import Spreadsheet
import Testing

@Suite struct DeviceListTests {
    @Test func readsAListAsPeopleWriteThem() throws {
        let list = try list(
            """
            MAC Address;Serial Number;PN;Name;SIP Password\r
            00:0E:08:AA:BB:01;fch2305dmh0;CP-8841-3PCC-K9=;"Müller; Anna";geheim\r
            MAC: 000E.08AA.BB02;;8851;Bob;\r
            000e08aabb03;S/N: FCH2305DMH3;Cisco IP Phone 8861;;x\r
            ;;;;\r
            \r

            """)
        #expect(list.columns == [Column("Name"), Column("SIP Password", isSecret: true)])
        #expect(list.devices.map(\.mac.lowercase) == ["000e08aabb01", "000e08aabb02", "000e08aabb03"])
        #expect(list.devices.map(\.serialNumber) == ["FCH2305DMH0", "", "FCH2305DMH3"])
        #expect(list.devices.map(\.model.number) == ["8841", "8851", "8861"])
        #expect(list.devices.map(\.line) == [2, 3, 4])
        #expect(list.devices[0].values.map { $0.reveal() } == ["Müller; Anna", "geheim"])
        #expect(list.devices.map(\.number) == [1, 2, 3])
        #expect(list.guessedAt == nil && list.encoding == "UTF-8")
    }

    @Test func saysWhereItHadToGuessTheEncoding() throws {
        let bytes = Array("mac,name\n000e08aabb01,J".utf8) + [0xfc] + Array("rgen\n".utf8)
        let list = try DeviceList(bytes, options: .init(defaultModel: .standard))
        #expect(list.encoding == "WINDOWS-1252")
        #expect(list.guessedAt == TextPlace(line: 2, column: 14))
        #expect(list.devices[0].values[0].reveal() == "Jürgen")
        let named = try DeviceList(bytes, options: .init(defaultModel: .standard, encoding: "cp437"))
        #expect(named.devices[0].values[0].reveal() == "Jⁿrgen")
    }

    @Test(
        arguments: [
            "mac", "MAC", "Mac Address", "MAC-Adresse", "mac_addr", "Hardware Address", "MA", "MAC ID",
        ], ["sn", "SN", "Serial", "Serial Number", "serial no.", "S/N", "Seriennummer"])
    func knowsTheUsualTitles(mac: String, serial: String) throws {
        let list = try list("\(mac),\(serial)\n000e08aabb01,FCH2305DMH0\n", model: .standard)
        #expect(list.devices.map(\.serialNumber) == ["FCH2305DMH0"] && list.columns.isEmpty)
    }

    @Test func tellsAllFaultsAtOnce() {
        #expect(
            faults(
                """
                mac,sn,model,name
                000e08aabb0,S1000001,8841,a
                000e08aabb02,S1000002,8842,b
                ,S1000003,8841,c
                000e08aabb04,S 4,8841,d
                000e08aabb05,S1000002,9999,e
                000e08aabb02,S1000006,8841,f
                000e08aabb07,S1000007,8841
                000e08aabb08,S1000008,8841,h,i
                000e08aabb09,S1000009,,j
                010e08aabb09,S1000010,8841,k
                """) == [
                    "line 2, column 1, “mac”: “000e08aabb0” is no MAC address: a MAC address has twelve hexadecimal digits, this one has 11; compare it with the label",
                    "line 3, column 23, “model”: there is no model “8842”; did you mean 8841 (CP-8841-3PCC)?",
                    "line 4, column 1, “mac”: the MAC address is missing; it stands on the label as twelve digits such as 000E08AABBCC",
                    "line 5, column 14, “sn”: “S 4” is no serial number; it has letters and digits only, such as FCH2305DMH0",
                    "line 6, column 14, “sn”: the serial number S1000002 stands on line 3 too; no two devices share one, compare both labels",
                    "line 6, column 23, “model”: there is no model “9999”; write a number such as 8841 or a product name such as CP-8841-3PCC",
                    "line 7, column 1, “mac”: 00:0e:08:aa:bb:02 stands on line 3 too; each device has one line, remove the other or correct it by its label",
                    "line 8, column 1: the line has 3 fields where the header has 4; a field may be missing, or a line break stands in one without quotation marks",
                    "line 9, column 30: the line has 5 fields where the header has 4; put a field with a comma, semicolon or tab in it into quotation marks",
                    "line 10, column 23: the model is missing; write it, or name one for all devices with --model",
                    "line 11, column 1, “mac”: “010e08aabb09” is no MAC address: this is not the address of a device but of a group or of nobody; compare it with the label",
                ])
    }

    @Test(arguments: [
        ("", "the file is empty"),
        (
            "000e08aabb01,8841\n",
            "line 1, column 1: the first line already holds a device; put a line with the names of the columns before it, such as mac,serial,model,name"
        ),
        (
            "name,model\nAnna,8841\n",
            "line 1, column 1: no column is called mac; name the one with the MAC addresses so"
        ),
        (
            "mac,MAC Address\n",
            "line 1, column 5, “MAC Address”: this column means the same as “mac” at line 1, column 1; rename or remove one of them"
        ),
        (
            "mac,Display Name,display-name\n",
            "line 1, column 18, “display-name”: this column means the same as “Display Name” at line 1, column 5; rename or remove one of them"
        ),
        ("mac,model\n\n", "there is no device below the header; each device is a line of its own"),
        (
            "mac,model,name\n000e08aabb01,8841,a\u{1}b\n",
            "line 2, column 19, “name”: the value holds the control character U+1, which no profile can hold; remove it"
        ),
        (
            "mac,model\n1.23E+11,8841\n",
            "line 2, column 1, “mac”: “1.23E+11” is no MAC address: this is a number that a spreadsheet program made of a MAC address; format the column as text and enter the addresses again"
        ),
        (
            "mac,model,\n000e08aabb01,8841,stray\n",
            "line 2, column 19: the line has 3 fields where the header has 2; put a field with a comma, semicolon or tab in it into quotation marks"
        ),
        (
            "mac,model\n000e08aabb01,\"8841\n",
            "line 2, column 14: the quotation mark that opens this field is never closed; close it, or double it if it belongs to the text"
        ),
        (
            "PK\u{3}\u{4}",
            "this is a file of a spreadsheet program (.xlsx, .ods or .xls); save it as CSV (UTF-8) and give that file"
        ),
    ])
    func saysWhatIsWrongWithAList(text: String, sentence: String) {
        #expect(faults(text) == [sentence])
        #expect(sentence.isOneSentence)
    }

    @Test func tellsAHundredFaultsAndHowManyThereAre() {
        let text = "mac,model\n" + (0..<1000).map { "x\($0),8841\n" }.joined()
        #expect(throws: (any Error).self) { try list(text) }
        do {
            _ = try list(text)
        } catch let error as DeviceListFaults {
            #expect(error.faults.count == 100 && error.count == 1000)
        } catch {}
    }

    @Test func readsAHundredThousandLines() throws {
        let lines = (0..<100_000).map { index in
            "\(device(UInt64(index)).mac),FCH\(10_000_000 + index),8841,\"Room \(index)\",pass\(index)\r\n"
        }
        let list = try list("mac;sn;model;name;password\r\n".replacing(";", with: ",") + lines.joined())
        #expect(list.devices.count == 100_000)
        #expect(list.devices[99_999].values.map { $0.reveal() } == ["Room 99999", "pass99999"])
        #expect(list.devices[99_999].line == 100_001)
    }

    @Test(arguments: [
        ("00:0e:08:aa:bb:cc", true), ("00-0E-08-AA-BB-CC", true), ("000E.08AA.BBCC", true), ("000E08AABBCC", true),
        ("00 0E 08 AA BB CC", true), ("00.0e.08.aa.bb.cc", true), ("MAC:000E08AABBCC", true),
        ("mac 000E08AABBCC", true),
        ("MAC Address: 00:0E:08:AA:BB:CC", true), ("'000E08AABBCC", true), ("  000e08aabbcc\t", true),
        ("MAC-Addr=000e08aabbcc", false), ("000e08aabbccdd", false), ("000e-08aabbcc", false), ("ffffffffffff", false),
        ("000000000000", false), ("0O0E08AABBCC", false), ("", false), ("MAC:", false),
    ])
    func readsEveryPrintedFormOfAMAC(text: String, isOne: Bool) {
        switch MACText.read(text) {
        case .success(let address): #expect(isOne && address == mac("000e08aabbcc"))
        case .failure(let fault): #expect(!isOne && fault.description.isOneSentence)
        }
    }

    @Test(arguments: [
        ("8841", "8841"), ("CP-8841-3PCC", "8841"), ("cp-8841-3pcc-k9=", "8841"), ("CP-6841-3PW-NA-K9", "6841"),
        ("Cisco IP Phone 8861", "8861"), ("8841-3PCC", "8841"), ("CP-8841-K9", nil), ("1234", nil), ("", nil),
        ("CP-8841", "8841"),
    ])
    func readsModelsAsLabelsHaveThem(text: String, number: String?) {
        #expect(ModelText.read(text)?.number == number)
    }
}
