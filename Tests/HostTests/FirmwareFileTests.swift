import Foundation
import Glibc
import TestSupport
import Testing
import Threading

@testable import Host

@Suite struct FirmwareFileTests {
    private let directory: TemporaryDirectory
    private var place: String { directory.path(of: "firmware") }
    private var contents: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: place)) ?? []).sorted()
    }

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func stage(_ text: String) throws {
        let file = try FirmwareFile(directory: place)
        #expect(write(file.descriptor, text, text.utf8.count) == text.utf8.count)
        #expect(try file.keep() == place + "/staged.loads")
        #expect(file.descriptor == -1)
        // Nothing is left to be discarded.
        file.discard()
    }

    @Test func aLoadTakesThePlaceOfTheOneBeforeItWhenItIsKept() throws {
        try stage("first")
        let file = try FirmwareFile(directory: place)
        #expect(write(file.descriptor, "second", 6) == 6)
        #expect(try directory.read("firmware/staged.loads") == Array("first".utf8))
        _ = try file.keep()
        #expect(try directory.read("firmware/staged.loads") == Array("second".utf8))
        #expect(contents == ["staged.loads"])
        var status = stat()
        #expect(stat(place + "/staged.loads", &status) == 0 && status.st_mode & 0o777 == 0o600)
    }

    @Test func whatIsDiscardedOrForgottenLeavesNothing() throws {
        try stage("first")
        try FirmwareFile(directory: place).discard()
        do { _ = try FirmwareFile(directory: place) }
        #expect(contents == ["staged.loads"])
        #expect(try directory.read("firmware/staged.loads") == Array("first".utf8))
    }

    @Test func leftoversOfAKillAreRemovedAndNothingElse() throws {
        try stage("first")
        try directory.write("half", to: "firmware/.incoming.abc")
        try directory.write("mine", to: "firmware/notes")
        FirmwareFile.removeLeftovers(in: place)
        #expect(contents == ["notes", "staged.loads"])
        FirmwareFile.removeLeftovers(in: directory.path(of: "none"))
    }

    @Test func aPlaceThatCannotBeMadeIsTold() throws {
        try directory.write("", to: "file")
        #expect(throws: FileError.self) { try FirmwareFile(directory: directory.path(of: "file/firmware")) }
        #expect(FirmwareFile.room(in: directory.path(of: "none")) == nil)
    }

    @Test func bytesThatPassByAreHandedOnInTheirOrder() async throws {
        let taken = Locked<[UInt8]>([])
        let bytes = try PassingBytes { piece in taken.withLock { $0 += piece } }
        let all = (0..<300_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try await BlockingThread.value {
            var rest = all[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes { write(bytes.descriptor, $0.baseAddress, $0.count) }
                guard count > 0 else { return }
                rest = rest.dropFirst(count)
            }
        }
        await bytes.end()
        #expect(taken.withLock { $0 } == all)
        #expect(bytes.descriptor == -1)
        await bytes.end()
    }
}
