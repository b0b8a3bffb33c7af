import Bench
import BenchFixtures
import FlatProfile
import Foundation
import ProfileFormat
import ProfileRules
import TestSupport
import Testing

@Suite struct ProfileFileTests {
    private func name(_ rule: String, serial: String = "FCH2305DMH0") throws(FileNameFault) -> String {
        try FileNameRule(rule).name(for: job().identity(of: device(0xabbcc, serial: serial)))
    }

    @Test(arguments: [
        ("$PSN.xml", "8841-3PCC.xml"), ("/$PSN.xml", "8841-3PCC.xml"), ("$MA.cfg", "000e080abbcc.cfg"),
        ("Cisco/$MA.cfg", "Cisco/000e080abbcc.cfg"), ("$PN/$SN-$MAU.cfg", "CP-8841-3PCC/FCH2305DMH0-000E080ABBCC.cfg"),
        ("spa${PN}.cfg", "spaCP-8841-3PCC.cfg"), ("$(MA).xml", "000e080abbcc.xml"), ("plain.cfg", "plain.cfg"),
        ("$A/x.cfg", "x"),
    ])
    func expandsTheMacrosOfThePhone(rule: String, expected: String) throws {
        if rule == "$(MA).xml" || rule == "spa${PN}.cfg" || rule == "$A/x.cfg" {
            // What no phone knows, or what is empty on a phone from the factory, gives no name.
            #expect(throws: FileNameFault.self) { try name(rule) }
        } else {
            #expect(try name(rule) == expected)
        }
    }

    @Test(arguments: [
        ("", "the file name is empty; write a rule such as $MA.cfg"),
        (
            "http://example.com/$MA.cfg",
            "the file name “http://example.com/$MA.cfg” names a server; write what stands behind it, such as Cisco/$MA.cfg: DHCP tells phones the server"
        ),
        (
            "//example.com/x",
            "the file name “//example.com/x” names a server; write what stands behind it, such as Cisco/$MA.cfg: DHCP tells phones the server"
        ),
        ("../$MA.cfg", "the file name “../$MA.cfg” leads out of the server's root; remove . and .. from it"),
        ("a/../../$MA", "the file name “a/../../$MA” leads out of the server's root; remove . and .. from it"),
        ("./x", "the file name “./x” leads out of the server's root; remove . and .. from it"),
        ("a//b", "the file name “a//b” has a slash too many; write it as in Cisco/$MA.cfg"),
        ("a/", "the file name “a/” has a slash too many; write it as in Cisco/$MA.cfg"),
        (
            "$XYZ.cfg",
            "the file name “$XYZ.cfg” holds “$XYZ”, which is no macro of a phone; $MA, $MAU, $MAC, $PN, $PSN and $SN are"
        ),
        ("a b.cfg", "the file name “a b.cfg” holds “ ”; letters, digits, -._~+@=, and / are taken"),
        ("[--key x]a.cfg", "the file name “[--key x]a.cfg” holds “[”; letters, digits, -._~+@=, and / are taken"),
        ("%2e%2e/x", "the file name “%2e%2e/x” holds “%”; letters, digits, -._~+@=, and / are taken"),
        ("a\\b", "the file name “a\\b” holds “\\”; letters, digits, -._~+@=, and / are taken"),
        ("ü.cfg", "the file name “ü.cfg” holds “ü”; letters, digits, -._~+@=, and / are taken"),
    ])
    func saysWhatIsNoFileName(rule: String, sentence: String) {
        do {
            let name = try name(rule)
            Issue.record("\(rule) gave \(name)")
        } catch {
            #expect("\(error)" == sentence)
        }
    }

    @Test func refusesNamesThatWouldMixUpDevices() throws {
        let list = try list("mac,name\n000e08000001,Anna\n000e08000002,Bob\n", model: .standard)
        #expect(throws: JobFaults([.name(.shared("8841-3PCC.xml", device(1).mac, device(2).mac))])) {
            try JobPlan(job(fileNames: ["$PSN.xml"]), list: list)
        }
        #expect(try JobPlan(job(fileNames: ["$PSN.xml"], layout: .byMAC), list: list).devices.count == 2)
        #expect(try JobPlan(job(fileNames: ["$MA.cfg", "Cisco/$MA.cfg"]), list: list).devices.count == 2)
        // Profiles that are the same may share a name.
        let common = "<flat-profile><Resync_Periodic>3600</Resync_Periodic></flat-profile>"
        #expect(
            try JobPlan(job(template: common, fileNames: ["$PSN.xml"]), list: list).notes == [
                "devices: the template does not use “name”"
            ])
        #expect(throws: JobFaults([.name(.directory("000e08000001", of: "000e08000001/x"))])) {
            try JobPlan(job(fileNames: ["$MA", "$MA/x"]), list: list)
        }
    }

    @Test func findsSecretColumnsByWhatTheTemplateDoesWithThem() throws {
        let list = try list("mac,code\n000e08000001,geheim123\n", model: .standard)
        let plan = try JobPlan(
            job(template: "<flat-profile><Admin_Password>{{code}}</Admin_Password></flat-profile>"), list: list)
        #expect(plan.job.columns == [Column("code", isSecret: true)])
    }

    @Test func tellsAllFaultsOfTemplateAndDevices() throws {
        let list = try list("mac,name\n000e08000001,Anna\n", model: .standard)
        let template =
            "<flat-profile>\n<Nothing>1</Nothing>\n<GPP_A>{{name}}</GPP_A>\n<Nobody>2</Nobody></flat-profile>"
        #expect(throws: JobFaults.self) { try JobPlan(job(template: template), list: list) }
        do {
            _ = try JobPlan(job(template: template), list: list)
        } catch {
            #expect(error.faults.count == 2 && error.count == 2)
        }
    }

    @Test func scansCannotFillOtherColumns() throws {
        #expect(throws: JobFaults([.scanNeedsColumns(["name"])])) {
            try JobPlan(job(scanning: ScanPolicy(addsDevices: true)), list: nil)
        }
    }

    private func file(_ delivery: Delivery) throws -> ProfileFile {
        try ProfileFiles(job(delivery: delivery)).file(of: device(1, "Anna & Bob"))
    }

    private let plain = Array("<flat-profile>\n<Station_Name>Anna &amp; Bob</Station_Name>\n</flat-profile>\n".utf8)

    @Test func leavesTheBenchAsTheJobSays() throws {
        let file = try file(.plain)
        #expect(file.bytes == plain && file.contentEncoding == nil && file.names == ["000e08000001.cfg"])
        #expect(file.directory == nil && file.paths == ["000e08000001.cfg"])
        let packed = try self.file(.gzip)
        #expect(
            packed.bytes.starts(with: [0x1f, 0x8b]) && packed.contentEncoding == nil && packed.checksum == file.checksum
        )
        #expect(try ProfileReader.read(packed.bytes).entries.map(\.value) == ["Anna & Bob"])
        let roots = try ProfileFiles(job(fileNames: ["$PSN.xml"], layout: .byMAC)).file(of: device(1, "A"))
        #expect(roots.paths == ["00-0e-08-00-00-01/8841-3PCC.xml"])
    }

    @Test(arguments: [SealScheme.aes256cbc, .aes128gcm], [true, false])
    func opensWithTheKeyOfTheJobAlone(scheme: SealScheme, isCompressed: Bool) throws {
        let delivery = Delivery.sealed(.init(scheme: scheme, isCompressed: isCompressed, key: Secret("Schlüssel 1234")))
        let file = try file(delivery)
        #expect(file.contentEncoding == (scheme == .aes128gcm ? "aes128gcm" : nil))
        #expect(try SealedProfile.open(file.bytes, with: ProfileKey("Schlüssel 1234".utf8, for: scheme)) == plain)
        #expect(throws: SealError.doesNotOpen) {
            try SealedProfile.open(file.bytes, with: ProfileKey("another".utf8, for: scheme))
        }
        #expect(!"\(delivery)\(job(delivery: delivery))".contains("Schlüssel"))
    }

    @Test func opensWithOpenSSL() async throws {
        let files = try TemporaryDirectory()
        let sealed = try file(.sealed(.init(scheme: .aes256cbc, digest: .sha256, key: Secret("Secret1234"))))
        let path = try files.write(sealed.bytes, to: "sealed")
        let text = try ChildProcess.run([
            "openssl", "enc", "-d", "-aes-256-cbc", "-md", "sha256", "-k", "Secret1234", "-in", path,
        ])
        #expect(text.hasSuffix(String(decoding: plain, as: UTF8.self)))
    }

    @Test func refusesAnEmptyKey() throws {
        #expect(
            throws: JobFaults([
                .delivery("the profile cannot be sealed: the key is empty; a sealed profile needs a secret")
            ])
        ) {
            try JobPlan(
                job(delivery: .sealed(.init(scheme: .aes256cbc, key: Secret("")))),
                list: list("mac,name\n000e08000001,A\n", model: .standard))
        }
    }

    @Test func checksTenThousandDevices() throws {
        let lines = (1...10_000).map { "\(device(UInt64($0)).mac),Room \($0),pw\($0)\n" }.joined()
        let list = try list("mac,name,password\n" + lines, model: .standard)
        let template =
            "<flat-profile>\n<Station_Name>{{name}}</Station_Name>\n<Password_1_>{{password}}</Password_1_>\n"
            + (0..<80).map { "<User_ID_\($0 % 10 + 1)_>static \($0)</User_ID_\($0 % 10 + 1)_>\n" }.prefix(10).joined()
            + "</flat-profile>\n"
        let plan = try JobPlan(job(template: template), list: list)
        #expect(plan.devices.count == 10_000)
    }
}
