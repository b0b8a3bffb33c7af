import Testing

@testable import Transfer

@Suite struct TransferFailureTests {
    private static let server = Endpoint(address: "192.0.2.1", port: 80)

    // Made anew each time: the leak checker does not see pointers that an enumeration packs together with its tag.
    static var sentences: [(TransferFailure, String)] {
        [
            (
                .nameNotFound("prov.example.com"),
                "there is no address for prov.example.com: check the spelling of the server's name and the DNS records"
            ),
            (
                .refused(server),
                "192.0.2.1:80 refused the connection: check that the server runs and listens on that port"
            ),
            (
                .connectTimeout(Endpoint(address: "2001:db8::1", port: 69), after: .milliseconds(2500)),
                "[2001:db8::1]:69 did not answer within 2.5 s: check the address, the port and firewalls on the way"
            ),
            (
                .idleTimeout(after: .seconds(30)),
                "the server sent nothing for 30 s and was given up: check its load and its logs"
            ),
            (
                .tooManyRedirects([.http(80, "/a"), .http(8080, "/b")]),
                "redirected too often: http://127.0.0.1/a -> http://127.0.0.1:8080/b"
            ),
            (.status(404), "the server answered 404: there is no such file"),
            (.status(503), "the server answered 503: the fault is on its side, see its logs"),
            (
                .authenticationFailed(attempts: 2),
                "the server refused the credentials (2 attempts): check the user name and the password"
            ),
            (.tftpFileNotFound("no p.cfg"), "the TFTP server has no such file (no p.cfg)"),
            (.tftp(code: 2, message: ""), "the TFTP server answered error 2"),
            (
                .partialBody(expected: 10, got: 3),
                "the connection ended after 3 of 10 bytes: the answer is not complete"
            ),
            (
                .certificate(host: "a.example", .wrongName(expected: "a.example", names: ["b.example", "c.example"])),
                "the certificate of the server is for b.example, c.example, not for a.example: "
                    + "use one of those names in the URL, or get another certificate"
            ),
            (
                .certificate(host: "a.example", .unknownIssuer("CN = My CA")),
                "the certificate of a.example is signed by CN = My CA, who is not trusted here: "
                    + "install that authority's certificate (Custom_CA_Rule)"
            ),
        ]
    }

    @Test(arguments: sentences)
    func saysWhatToDo(failure: TransferFailure, sentence: String) {
        #expect(failure.description == sentence)
    }
}
