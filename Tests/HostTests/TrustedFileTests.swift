import Foundation
import Host
import TestSupport
import Testing

@Suite struct TrustedFileTests {
    private let directory: TemporaryDirectory
    private let base: String
    private let path: String

    /// As the walk writes it: without empty parts.
    private func path(of name: String) -> String { base + "/" + name }

    init() throws {
        directory = try TemporaryDirectory()
        base = directory.path.replacingOccurrences(of: "//", with: "/")
        path = base + "/a/b/program"
        try directory.write("#!/bin/sh\n", to: "a/b/program")
        try Self.mode(0o755, path)
    }

    private static func mode(_ mode: Int, _ path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private func refusal(_ path: String, as kind: TrustedFile.Kind = .program) -> TrustedFileError? {
        do throws(TrustedFileError) {
            _ = try TrustedFile(path, as: kind)
            return nil
        } catch {
            return error
        }
    }

    @Test func trustsWhatOnlyItsOwnerCanChange() throws {
        #expect(refusal(path) == nil)
        #expect(refusal(path(of: "a/./b/../b//program")) == nil)
        #expect(refusal(path(of: "a/b"), as: .directory) == nil)
        #expect(try TrustedFile(path(of: "a/b"), as: .directory).names() == ["program"])
        #expect(try TrustedFile(path, as: .document).contents(limit: 100) == Array("#!/bin/sh\n".utf8))
    }

    @Test(arguments: [0o775, 0o757, 0o777])
    func refusesAFileThatOthersMayWrite(mode: Int) throws {
        try Self.mode(mode, path)
        #expect(refusal(path) == .writableByOthers(path, mode: UInt32(mode)))
    }

    @Test(arguments: ["a", "a/b"], [0o775, 0o777])
    func refusesADirectoryOnTheWayThatOthersMayWrite(name: String, mode: Int) throws {
        try Self.mode(mode, path(of: name))
        #expect(refusal(path) == .writableByOthers(path(of: name), mode: UInt32(mode)))
    }

    @Test func aStickyDirectoryMayLieOnTheWayButNotHoldTheFile() throws {
        try Self.mode(0o1777, path(of: "a"))
        #expect(refusal(path) == nil)
        try Self.mode(0o1777, path(of: "a/b"))
        #expect(refusal(path) == .writableByOthers(path(of: "a/b"), mode: 0o1777))
    }

    @Test(arguments: ["a", "a/b", "a/b/program"])
    func refusesWhatBelongsToAnother(name: String) throws {
        try #require(geteuid() == 0, "only root can give a file away")
        let path = path(of: name)
        #expect(chown(path, 12345, 0) == 0)
        #expect(refusal(self.path) == .foreignOwner(path, owner: 12345, we: 0))
    }

    @Test func followsALinkUnderTheSameRules() throws {
        let link = path(of: "link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "a/../a/b/program")
        #expect(refusal(link) == nil)
        let absolute = path(of: "absolute")
        try FileManager.default.createSymbolicLink(atPath: absolute, withDestinationPath: path)
        #expect(refusal(absolute) == nil)
        try Self.mode(0o777, path(of: "a"))
        #expect(refusal(link) == .writableByOthers(path(of: "a"), mode: 0o777))
    }

    @Test func refusesALinkOfAnotherInADirectoryWhereEverybodyMayMakeThem() throws {
        try #require(geteuid() == 0, "only root can give a link away")
        try Self.mode(0o1777, path(of: "a"))
        let link = path(of: "a/link")
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path(of: "a/b"))
        #expect(lchown(link, 12345, 0) == 0)
        #expect(refusal(link + "/program") == .foreignOwner(link, owner: 12345, we: 0))
    }

    @Test func refusesWhatLeadsNowhere() throws {
        let loop = path(of: "loop")
        try FileManager.default.createSymbolicLink(atPath: loop, withDestinationPath: "loop")
        #expect(refusal(loop) == .tooManyLinks(loop))
        let missing = path(of: "a/none")
        #expect(refusal(missing) == .cannotOpen(missing, SystemError(number: ENOENT)))
        #expect(refusal(path + "/x") == .cannotOpen(path, SystemError(number: ENOTDIR)))
        #expect(refusal("program") == .notAbsolute("program"))
        #expect(refusal("/bin/sh\0x") == .notAbsolute("/bin/sh\0x"))
        #expect(refusal(path(of: "a")) == .wrongKind(path(of: "a"), wanted: .program))
        #expect(refusal(path, as: .directory) == .wrongKind(path, wanted: .directory))
        #expect(refusal("/dev/null", as: .document) == .wrongKind("/dev/null", wanted: .document))
        try Self.mode(0o644, path)
        #expect(refusal(path) == .notExecutable(path))
    }

    @Test func readsNoMoreThanItMay() throws {
        #expect(throws: TrustedFileError.tooLarge(path, limit: 5)) {
            try TrustedFile(path, as: .document).contents(limit: 5)
        }
    }

    @Test func saysWhatToDo() {
        #expect(
            TrustedFileError.writableByOthers("/etc/onhook/hooks.d/time", mode: 0o775).description
                == "/etc/onhook/hooks.d/time can be changed by others (mode 0775); check it, then run chmod go-w on it."
        )
        #expect(
            TrustedFileError.foreignOwner("/opt/x", owner: 1000, we: 0).description
                == "/opt/x belongs to user 1000, and only what belongs to root is trusted; check it, then run chown root on it."
        )
    }
}
