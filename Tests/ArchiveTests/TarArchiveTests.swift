import FlatProfile
import Foundation
import TestSupport
import Testing

@testable import Archive

@Suite struct TarArchiveTests {
    private let time = Timestamp(unixSeconds: 1_772_325_000)

    @Test func tarUnpacksWhatWasPacked() throws {
        let random = (0..<3_000_000).map { _ in UInt8.random(in: .min ... .max) }
        let files = [
            TarArchive.File("report/status.xml", "<flat-status/>\n"), .init("report/empty", []),
            .init("report/random", random), .init("report/" + String(repeating: "n", count: 180), "long name"),
        ]
        let directory = try TemporaryDirectory()
        let archive = try directory.write(try TarArchive.gzip(files, at: time), to: "x.tar.gz")
        let listing = try ChildProcess.run(["tar", "--utc", "-tvzf", archive])
        #expect(listing.split(separator: "\n").count == files.count)
        #expect(listing.split(separator: "\n").allSatisfy { $0.hasPrefix("-rw-------") })
        #expect(listing.contains("2026-03-01 00:30"))
        try ChildProcess.run(["tar", "-xzf", archive, "-C", directory.path])
        for file in files { #expect(try directory.read(file.name) == file.contents) }
    }

    @Test func equalFilesAreEqualArchives() throws {
        let files = [TarArchive.File("a", "1"), .init("b", "2")]
        #expect(try TarArchive.gzip(files, at: time) == TarArchive.gzip(files, at: time))
    }

    @Test(arguments: ["", "/etc/passwd", "../x", "a/../x", "a//b", "a/", ".", "a\0b", "Größe"])
    func refusesNamesThatLeadElsewhere(name: String) {
        #expect(throws: ArchiveError.badName(name)) { try TarArchive.gzip([.init(name, "x")], at: time) }
    }
}
