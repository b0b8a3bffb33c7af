import Testing

@testable import HTTPServer

@Suite struct DigestCredentialsTests {
    private static let good =
        #"Digest username="admin", realm="Onhook", nonce="abc", uri="/admin/resync?a=b", cnonce="xyz", nc=0000000A, "#
        + #"qop=auth, response="0123456789ABCDEF0123456789abcdef", algorithm=SHA-256"#

    @Test func readsWhatClientsSend() throws {
        let login = try #require(DigestCredentials(Self.good))
        #expect(login.username == "admin")
        #expect(login.uri == "/admin/resync?a=b")
        #expect(login.count == 10)
        #expect(login.nonceCount == "0000000A")
        #expect(login.algorithm == "SHA-256")
        #expect(login.response == "0123456789abcdef0123456789abcdef")
        #expect("\(login)" == "Digest credentials")
        #expect(String(reflecting: login) == "Digest credentials")
    }

    @Test func readsQuotedPairsAndOddSpacing() throws {
        let text =
            #"dIgEsT , username = "a\"b\\c" ,realm="",nonce="n",uri="/",cnonce=c,nc=00000001,qop="auth",response=r,,"#
        let login = try #require(DigestCredentials(text))
        #expect(login.username == #"a"b\c"#)
        #expect(login.algorithm == "MD5")
    }

    @Test(arguments: [
        "", "Digest", "Digest ", "Basic YTpi", "Digest username", "Digest =\"x\"", "Digest username=",
        good.replacing("qop=auth", with: "qop=auth-int"), good.replacing(", qop=auth", with: ""),
        good.replacing("nc=0000000A", with: "nc=A"), good.replacing("nc=0000000A", with: "nc=0000000G"),
        good.replacing("nc=0000000A", with: "nc=00000000"), good.replacing("nc=0000000A", with: "nc=+000000A"),
        good + ", username=\"user\"", good + ", userhash=true", good + " x", good + ", x=\"open",
        good + ", x=\"open\\", good.replacing("cnonce=\"xyz\"", with: "cnonce=\"\""),
        good.replacing("username=\"admin\"", with: "username=\"\\"),
        "Digest " + String(repeating: "a=b, ", count: 40), "Digest username=\"" + String(repeating: "x", count: 9000),
    ])
    func refusesWhatIsMalformed(field: String) {
        #expect(DigestCredentials(field) == nil, "\(field)")
    }

    @Test func everyBeginOfAGoodOneIsRefused() {
        for count in 0..<Self.good.utf8.count {
            let begin = String(Self.good.prefix(count))
            guard let login = DigestCredentials(begin) else { continue }
            // Only where the last part, which may be missing, is cut.
            #expect(begin.contains("response=\"0123456789ABCDEF0123456789abcdef\""), "\(begin)")
            #expect(login.username == "admin")
        }
    }

    private func request(_ target: String) throws -> Request {
        try #require(Request(method: .post, target: target, headers: [.init(name: "Host", value: "localhost")]))
    }

    @Test(arguments: [
        ("/admin/config.xml&xuser=admin&xpassword=a%26b", "/admin/config.xml", "admin", "a&b"),
        ("/admin/resync?http://h/p?a=b&c=d&xuser=admin&xpassword=x", "/admin/resync?http://h/p?a=b&c=d", "admin", "x"),
        ("/admin/reboot?xuser=admin&xpassword=", "/admin/reboot", "admin", ""),
    ])
    func takesTheLoginOutOfAnAddress(target: String, rest: String, name: String, password: String) throws {
        let request = try #require(try request(target).withoutLoginInAddress())
        #expect(request.target.raw == rest)
        #expect(request.addressLogin?.name == name)
        #expect(request.addressLogin?.password == password)
        #expect(request.withoutLoginInAddress() == nil)
    }

    @Test(arguments: [
        "/admin/config.xml", "/admin/config.xml?xuserx=1", "/admin/reboot?xuser=admin",
        "/admin/reboot?xpassword=a&xuser=b",
        "/admin/reboot?xuser=a&xpassword=b&c=d", "/admin/reboot?xuser=a&xpassword=%zz",
    ])
    func leavesAnAddressWithoutOne(target: String) throws {
        #expect(try request(target).withoutLoginInAddress() == nil)
    }
}
