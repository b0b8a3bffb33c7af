import FlatProfile
import ProfileRules
import Testing

@testable import Provisioning

/// A lease of eth0 with those options.
func lease(
    _ options: [UInt16: [UInt8]], _ family: DHCPOption.Family = .v4, interface: String = "eth0", at seconds: Int64 = 1
) -> DHCPLease {
    DHCPLease(
        interface: interface, family: family, client: "test", obtainedAt: Timestamp(unixSeconds: seconds),
        options: options)
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// What those leases say, read in the order of a phone from the factory or another.
func reading(_ leases: DHCPLease..., order: DHCPOptionOrder? = nil) -> DHCPReading {
    var all = DHCPLeases()
    for lease in leases { all.obtained(lease) }
    return DHCPReading(all, order: order ?? DHCPOptionOrder(Snapshot(catalogue: Catalogue.of(.standard))))
}

/// Where one option leads; nil if nowhere.
private func places(_ code: UInt16, _ value: [UInt8]) -> [OfferedPlace]? {
    reading(lease([code: value])).offer?.places
}

private func reason(_ options: [UInt16: [UInt8]], _ family: DHCPOption.Family = .v4) -> PassedOver? {
    let read = reading(lease(options, family))
    guard case .passedOver(let reason)? = read.options.first?.fate else { return nil }
    return reason
}

@Suite struct ProvisioningOfferTests {
    @Test(arguments: [
        ("10.0.0.1", [OfferedPlace(host: "10.0.0.1")]),
        ("tftp.example.com", [OfferedPlace(host: "tftp.example.com")]),
        ("tftphost", [OfferedPlace(host: "tftphost")]),
        ("tftp.example.com.", [OfferedPlace(host: "tftp.example.com")]),
        ("tftp.example.com:6969", [OfferedPlace(host: "tftp.example.com", port: 6969)]),
        ("010.000.00.1", [OfferedPlace(host: "10.0.0.1")]),
        ("2001:db8::1", [OfferedPlace(host: "2001:db8::1")]),
        ("[2001:db8::1]:6969", [OfferedPlace(host: "2001:db8::1", port: 6969)]),
        ("10.0.0.1;10.0.0.2", [OfferedPlace(host: "10.0.0.1"), OfferedPlace(host: "10.0.0.2")]),
        ("10.0.0.1, 10.0.0.2", [OfferedPlace(host: "10.0.0.1"), OfferedPlace(host: "10.0.0.2")]),
        ("10.0.0.1 10.0.0.2", [OfferedPlace(host: "10.0.0.1"), OfferedPlace(host: "10.0.0.2")]),
        ("tftp://10.0.0.1", [OfferedPlace(host: "10.0.0.1")]),
        ("http://10.0.0.1/", [OfferedPlace(scheme: .http, host: "10.0.0.1")]),
        (
            "HTTP://10.0.0.1;10.0.0.2",
            [OfferedPlace(scheme: .http, host: "10.0.0.1"), OfferedPlace(scheme: .http, host: "10.0.0.2")]
        ),
        (
            "http://10.0.0.1:8080;ps.example.com/p/$PSN.xml",
            [
                OfferedPlace(scheme: .http, host: "10.0.0.1", port: 8080, path: "/p/$PSN.xml"),
                OfferedPlace(scheme: .http, host: "ps.example.com", path: "/p/$PSN.xml"),
            ]
        ),
        (
            "https://10.1.1.1:888/configs/bootstrap.cfg",
            [OfferedPlace(scheme: .https, host: "10.1.1.1", port: 888, path: "/configs/bootstrap.cfg")]
        ),
        ("HtTpS://ps.example.com/dms//", [OfferedPlace(scheme: .https, host: "ps.example.com", path: "/dms/")]),
        ("https://ps.example.com//", [OfferedPlace(scheme: .https, host: "ps.example.com")]),
        ("10.0.0.1/profiles/init.cfg", [OfferedPlace(host: "10.0.0.1", path: "/profiles/init.cfg")]),
        ("http://h/x?mac=$MA&a=b@c", [OfferedPlace(scheme: .http, host: "h", path: "/x?mac=$MA&a=b@c")]),
    ]) func readsEveryFormThatServersWrite(text: String, expected: [OfferedPlace]) {
        for code: UInt16 in [66, 159, 160] {
            #expect(places(code, bytes(text)) == expected)
            #expect(places(code, bytes(text) + [0]) == expected)
            #expect(places(code, bytes(" " + text + "\r\n")) == expected)
        }
    }

    @Test func readsTheListOfOption150AsBytesAndAsText() {
        let expected = [OfferedPlace(host: "10.0.0.1"), OfferedPlace(host: "192.0.2.255")]
        #expect(places(150, [10, 0, 0, 1, 192, 0, 2, 255]) == expected)
        #expect(places(150, bytes("10.0.0.1,192.0.2.255")) == expected)
        #expect(places(150, bytes("10.0.0.1")) == [OfferedPlace(host: "10.0.0.1")])
        #expect(places(150, bytes("abcd")) == [OfferedPlace(host: "97.98.99.100")])
        #expect(places(150, [46, 56, 46, 56]) == [OfferedPlace(host: "46.56.46.56")])
        #expect(places(150, Array(repeating: [10, 0, 0, 9], count: 60).flatMap { $0 })?.count == 8)
    }

    @Test func readsTheBytesOfAnAddressWhereAServerSendsThemFor159And160() {
        #expect(places(159, [10, 0, 0, 1]) == [OfferedPlace(host: "10.0.0.1")])
        #expect(places(160, [192, 168, 0, 0]) == [OfferedPlace(host: "192.168.0.0")])
        #expect(places(160, bytes("host")) == [OfferedPlace(host: "host")])
        let read = reading(lease([159: [0x20, 0x01, 0x0d, 0xb8] + Array(repeating: 0, count: 11) + [1]], .v6))
        #expect(read.offer?.places == [OfferedPlace(host: "2001:db8::1")])
    }

    @Test(arguments: [
        ("", PassedOver.empty), ("\0\0", .empty), ("  ", .empty),
        ("a\0b\0", .zeroByte), ("a\u{1}b", .controlCharacter), ("tftp\nhost", .controlCharacter),
        ("my host", .blank), ("10.0.0.1 host", .blank), ("http://h/a b", .blank),
        ("ftp://h/x", .scheme("ftp")), ("file:///etc/passwd", .scheme("file")), ("gds://", .scheme("gds")),
        ("javascript://h/x", .scheme("javascript")),
        ("http://u:p@h/x", .userInfo), ("u@h", .userInfo), ("http://good.example.com@evil/x", .userInfo),
        ("/only/path", .pathOnly), ("http:///x", .pathOnly), ("http://", .server("")), ("https://;/", .server(";")),
        ("-bad-", .server("-bad-")), ("a..b", .server("a..b")), ("$A", .server("$A")), ("127.1", .server("127.1")),
        ("2130706433", .server("2130706433")), ("h?x", .server("h?x")),
        ("http:/h/x", .port("")), ("h\\x", .server("h\\x")),
        ("0.0.0.0", .unusableAddress("0.0.0.0")), ("255.255.255.255", .unusableAddress("255.255.255.255")),
        ("239.1.2.3", .unusableAddress("239.1.2.3")), ("::", .unusableAddress("::")),
        ("http://[ff02::1]/x", .unusableAddress("ff02::1")),
        ("h:0", .port("0")), ("h:65536", .port("65536")), ("h:+1", .port("+1")), ("h:", .port("")),
        ("http://h/a|b", .path("|")), (#"http://h/"x"#, .path("\"")), ("http://h/x#y", .path("#")),
        ("tftp.exämple.com", .notASCII),
    ]) func tellsWhyATextIsPassedOver(text: String, expected: PassedOver) {
        #expect(reason([66: bytes(text)]) == expected)
    }

    @Test func tellsWhyBytesArePassedOver() {
        #expect(reason([66: [0xc3, 0x28]]) == .notText)
        #expect(reason([66: [10, 0, 0, 1]]) == .zeroByte)
        #expect(reason([66: Array(repeating: 0x61, count: 255)]) == .server(String(repeating: "a", count: 40)))
        #expect(reason([160: Array(repeating: 0x61, count: 1025)]) == .tooLong(1025))
        #expect(reason([150: []]) == .empty)
        #expect(reason([150: [10, 0, 0]]) == .addressList(3))
        #expect(reason([150: [0, 0, 0, 0]]) == .unusableAddress("0.0.0.0"))
    }

    @Test func passesOverWhatIsUselessAndTakesTheNext() throws {
        let read = reading(lease([66: bytes("a b"), 160: [], 150: [10, 0, 0, 7], 43: [66, 200, 1]]))
        let offer = try #require(read.offer)
        #expect(offer.option == DHCPOption(.v4, 150))
        #expect(offer.places == [OfferedPlace(host: "10.0.0.7")])
        #expect(offer.label == "option 150 (TFTP server addresses) of eth0")
        #expect(
            offer.explanation.map { "\($0.option.code) \($0.text): \($0.fate)" } == [
                "66 a b: passed over: there is a blank in it",
                "160 hex:: passed over: it is empty",
                "150 hex:0a000007: used",
                "43 hex:42c801: passed over: it is cut off: one of its parts is longer than the rest of it",
            ])
    }

    @Test func followsTheOrderOfTheConfiguration() {
        let both = lease([66: bytes("10.0.0.66"), 160: bytes("http://10.0.0.160/x"), 15: bytes("example.com")])
        #expect(reading(both).offer?.option.code == 66)
        let turned = reading(both, order: DHCPOptionOrder(v4: [160, 66], v6: []))
        #expect(turned.offer?.option.code == 160)
        #expect(turned.options.map(\.fate) == [.used, .notNeeded(DHCPOption(.v4, 160))])
        let none = reading(both, order: DHCPOptionOrder(v4: [150, 150], v6: [17]))
        #expect(none.offer == nil)
        #expect(none.options.map(\.fate) == [.notInOrder, .notInOrder])
        let own = reading(lease([224: bytes("10.0.0.224")]), order: DHCPOptionOrder(v4: [224, 224, 66], v6: []))
        #expect(own.offer?.first == OfferedPlace(host: "10.0.0.224"))
        #expect(own.options.count == 1)
    }

    @Test func asksTheNewestLeaseOfDHCPBeforeDHCPv6() {
        let read = reading(
            lease([160: bytes("http://six/x")], .v6, at: 9), lease([66: bytes("old")], interface: "eth1", at: 2),
            lease([66: bytes("new")], interface: "eth2", at: 3))
        #expect(read.offer?.first == OfferedPlace(host: "new"))
        #expect(read.offer?.interface == "eth2")
        #expect(read.options.map(\.interface) == ["eth2", "eth1", "eth0"])
        #expect(
            reading(lease([160: bytes("http://six/x")], .v6), lease([66: []])).offer?.option == DHCPOption(.v6, 160))
    }

    @Test func readsTheOrdersOfAPhoneFromTheFactory() {
        let order = DHCPOptionOrder(Snapshot(catalogue: Catalogue.of(.standard)))
        #expect(order == DHCPOptionOrder(v4: [66, 160, 159, 150, 60, 43, 125], v6: [17, 160, 159]))
    }

    // MARK: Packed options

    @Test func unpacksOption43() {
        let url = bytes("http://10.0.0.1/x")
        #expect(places(43, [1, UInt8(url.count)] + url) == [OfferedPlace(scheme: .http, host: "10.0.0.1", path: "/x")])
        #expect(places(43, url) == [OfferedPlace(scheme: .http, host: "10.0.0.1", path: "/x")])
        #expect(places(43, [0, 150, 4, 10, 0, 0, 3, 255, 9, 9]) == [OfferedPlace(host: "10.0.0.3")])
        // 66 means a server though it is no address with a scheme, and comes before what has a smaller number.
        #expect(places(43, [1, UInt8(url.count)] + url + [66, 2] + bytes("pr")) == [OfferedPlace(host: "pr")])
        #expect(reading(lease([43: [66, 2] + bytes("pr")])).offer?.subOption == 66)
        #expect(places(43, [66, 4, 10, 0, 0, 1]) == [OfferedPlace(host: "10.0.0.1")])
        #expect(reason([43: [1, 3] + bytes("abc")]) == .noAddressInside)
        #expect(reason([43: [66, 3] + bytes("a b")]) == .blank)
        #expect(reason([43: [66]]) == .cutOff)
        #expect(reason([43: [255]]) == .noAddressInside)
    }

    @Test func ignoresTheCertificateOptionsOfOption43() {
        // The administration guide's own example, shortened: FIPS mode, then the address of a certificate server.
        let scep: [UInt8] = [0x0a, 1, 1, 0x0b, 0x12] + bytes("http://10.79.57.91")
        #expect(reason([43: scep]) == .noAddressInside)
        #expect(
            places(43, scep + [160, 10] + bytes("http://h/x")) == [OfferedPlace(scheme: .http, host: "h", path: "/x")])
    }

    @Test func leavesTheManagementServerOfTR069Alone() {
        let url = bytes("http://acs.example.com:7547/")
        let packed = [1, UInt8(url.count)] + url
        #expect(reason([43: packed, 60: bytes("dslforum.org")]) == .vendorClass)
        let read = reading(lease([43: packed, 60: bytes("dslforum.org")]))
        #expect(read.offer == nil)
        #expect(read.options.last?.fate == .passedOver(.managementServer))
    }

    @Test func takesAVendorClassForAServerOnlyIfItIsAnAddressWithAScheme() {
        #expect(reason([60: bytes("CP-8841-3PCC")]) == .vendorClass)
        #expect(reason([60: bytes("PXEClient")]) == .vendorClass)
        #expect(places(60, bytes("https://h/x")) == [OfferedPlace(scheme: .https, host: "h", path: "/x")])
    }

    @Test func unpacksOption125OfTheMakerOnly() {
        let mine: [UInt8] = [0, 0, 0, 9, 4, 66, 2] + bytes("pr")
        let foreign: [UInt8] = [0, 0, 0x0d, 0xe9, 3, 1, 1, 65]
        #expect(places(125, foreign + mine) == [OfferedPlace(host: "pr")])
        #expect(reason([125: foreign]) == .foreignEnterprise([3561]))
        #expect(reason([125: [0, 0, 0, 9, 9, 66]]) == .cutOff)
        #expect(reason([125: [0, 0, 9]]) == .cutOff)
        #expect(places(125, bytes("tftp://h")) == [OfferedPlace(host: "h")])
    }

    @Test func unpacksOption17OfDHCPv6() {
        let value: [UInt8] = [0, 0, 0, 9, 0, 160, 0, 10] + bytes("http://h/x")
        let read = reading(lease([17: value], .v6))
        #expect(read.offer?.places == [OfferedPlace(scheme: .http, host: "h", path: "/x")])
        #expect(read.offer?.label == "DHCPv6 option 17 (vendor-identifying information), sub-option 160 of eth0")
        #expect(reason([17: [0, 0, 1, 9, 0, 1, 0, 0]], .v6) == .foreignEnterprise([265]))
        #expect(reason([17: [0, 0, 0, 9, 0, 1, 0, 9, 65]], .v6) == .cutOff)
        #expect(reason([17: [0, 0, 0, 9]], .v6) == .noAddressInside)
    }

    // MARK: What is shown

    @Test func showsNoPasswordOfAnOption() {
        let read = reading(lease([160: bytes("http://user:secret@h/x"), 66: bytes("user:secret@h")]))
        #expect(read.options.map(\.text) == ["********@h", "http://********@h/x"])
        #expect(!"\(read)".contains("secret"))
    }

    @Test func describesPlacesAsARuleWritesThem() {
        let place = OfferedPlace(scheme: .https, host: "2001:db8::1", port: 8443, path: "/$PSN.xml")
        #expect(place.rule == "https://[2001:db8::1]:8443/$PSN.xml")
        #expect(OfferedPlace(host: "h").rule == nil)
        #expect("\(OfferedPlace(host: "h"))" == "tftp://h")
    }
}
