import Glibc
import TestSupport
import Testing

@testable import Identity

@Suite struct CertificateShelfTests {
    private let files: TemporaryDirectory
    private var identity: String { files.path(of: "identity") }

    init() throws {
        files = try TemporaryDirectory()
        try ChildProcess.run(["mkdir", "-m", "700", files.path(of: "identity")])
    }

    private func credentials(_ name: String) throws -> ClientCredentials {
        let pair = try Certificates.selfSigned(commonName: name, names: ["DNS:\(name)"])
        return try CertificateUpload.read(Array((pair.certificate + pair.key).utf8), password: "", at: 1_795_000_000)
    }

    @Test func keepsWhatIsInstalledAndWhatItIsFor() throws {
        var shelf = CertificateShelf(directory: identity)
        let one = try shelf.install(credentials("one"), for: [.webServer, .provisioning])
        let two = try shelf.install(credentials("two"), for: [.provisioning])
        #expect(shelf.uses == [.webServer: one.id, .provisioning: two.id])
        let again = CertificateShelf(directory: identity)
        #expect(again.items.map(\.id) == [one.id, two.id].sorted() && again.uses == shelf.uses)
        #expect(again.item(for: .webServer)?.credentials.key == one.credentials.key)
        #expect(
            try ChildProcess.run(["stat", "-c", "%a", identity + "/certificates/\(one.id).pem"]) == "600\n")
        try shelf.remove(one.id)
        #expect(CertificateShelf(directory: identity).uses == [.provisioning: two.id])
        try shelf.removeAll()
        #expect(try ChildProcess.run(["ls", identity + "/certificates"]) == "uses\n")
    }

    @Test func everyUseNamesACertificateThatIsThereWheneverAProcessIsStopped() throws {
        var shelf = CertificateShelf(directory: identity)
        let item = try shelf.install(credentials("one"), for: [.webServer])
        let file = identity + "/certificates/\(item.id).pem"
        // Stopped between the file and its use: a certificate that is used for nothing.
        try files.write("", to: "identity/certificates/uses")
        #expect(CertificateShelf(directory: identity).items.count == 1)
        #expect(CertificateShelf(directory: identity).problems.isEmpty)
        // Taken away behind the phone's back: told, and the phone's own is used.
        try files.write("web-server \(item.id)\nx y z\n../.. \(item.id)\n", to: "identity/certificates/uses")
        #expect(unlink(file) == 0)
        let after = CertificateShelf(directory: identity)
        #expect(after.uses.isEmpty && after.problems.count == 1)
        #expect(after.problems[0] == "the certificate \(item.id) for web-server is missing; the phone's own is used")
    }

    @Test func aFileThatIsDamagedIsPassedOver() throws {
        var shelf = CertificateShelf(directory: identity)
        _ = try shelf.install(credentials("one"), for: [])
        try files.write("-----BEGIN CERTIFICATE-----\nx\n", to: "identity/certificates/bad.pem")
        let again = CertificateShelf(directory: identity)
        #expect(again.items.count == 1 && again.problems.count == 1)
        #expect(again.problems[0].hasPrefix("identity/certificates/bad.pem"))
    }

    @Test func whatCannotBeWrittenIsNotInstalled() throws {
        var shelf = CertificateShelf(directory: identity)
        // A directory in the place of the file of uses: it cannot be replaced.
        try ChildProcess.run(["mkdir", "-p", identity + "/certificates/uses/x"])
        let one = try credentials("one")
        #expect(throws: ClientCredentialsError.self) { try shelf.install(one, for: [.webServer]) }
        #expect(shelf.items.isEmpty && shelf.uses.isEmpty)
        #expect(CertificateShelf(directory: identity).items.isEmpty)
    }
}
