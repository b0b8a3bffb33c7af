import Glibc
import TestSupport
import Testing

@testable import Host

private func mode(of path: String) -> UInt32 {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
}

struct FileWritingTests {
    @Test func putsTheNewContentInTheOldPlace() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/file"
        try FileWriting.atomically(path, [1, 2, 3], mode: 0o644)
        let long = [UInt8](repeating: 7, count: 300_000)
        try FileWriting.atomically(path, long)
        #expect(ProcFile.bytes(of: path) == long)
        #expect(mode(of: path) == 0o600 && directory.names == ["file"])
    }

    @Test func replacesALinkAndLeavesWhatItLedTo() throws {
        let directory = try TemporaryDirectory()
        try FileWriting.atomically(directory.path + "/target", [1])
        #expect(symlink("target", directory.path + "/link") == 0)
        try FileWriting.atomically(directory.path + "/link", [2])
        #expect(ProcFile.bytes(of: directory.path + "/target") == [1])
        #expect(ProcFile.bytes(of: directory.path + "/link") == [2])
    }

    @Test func keepsWhatIsThereWhereAskedTo() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/file"
        try FileWriting.atomically(path, [1], mode: 0o640, existing: .kept)
        #expect(ProcFile.bytes(of: path) == [1])
        #expect(mode(of: path) == 0o640 && directory.names == ["file"])
        #expect(throws: FileError(.rename, path, SystemError(number: EEXIST))) {
            try FileWriting.atomically(path, [2], existing: .kept)
        }
        #expect(ProcFile.bytes(of: path) == [1])
        #expect(directory.names == ["file"])
    }

    @Test func takesANameAsLongAsAFileMayHave() throws {
        let directory = try TemporaryDirectory()
        let name = String(repeating: "n", count: 255)
        try FileWriting.atomically("\(directory.path)/\(name)", [])
        #expect(directory.names == [name])
    }

    @Test func leavesNothingBehindWhenItFails() throws {
        let directory = try TemporaryDirectory()
        let busy = directory.path + "/busy"
        #expect(mkdir(busy, 0o700) == 0)
        #expect(throws: FileError(.rename, busy, SystemError(number: EISDIR))) { try FileWriting.atomically(busy, [1]) }
        #expect(directory.names == ["busy"])
    }

    @Test func saysWhichFileAndWhy() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/none/file"
        let error = #expect(throws: FileError.self) { try FileWriting.atomically(path, [1]) }
        #expect(error == FileError(.create, path, SystemError(number: ENOENT)))
        #expect(error?.description == "Cannot create \(path): No such file or directory.")
        for path in ["", "/", directory.path + "/", ".", ".."] {
            #expect(throws: FileError(.create, path, SystemError(number: EISDIR))) {
                try FileWriting.atomically(path, [1])
            }
        }
    }
}

struct StateDirectoryTests {
    @Test func makesWhatIsMissing() throws {
        let directory = try TemporaryDirectory()
        let state = try StateDirectory(directory.path + "/a/b//")
        #expect(state.path == directory.path + "/a/b")
        #expect(mode(of: state.path) == 0o700 && mode(of: directory.path + "/a") == 0o700)
        try state.makeSubdirectory(state.identity)
        #expect(mode(of: state.identity) == 0o700)
        #expect(state.database == state.path + "/onhook.db" && state.controlSocket == state.path + "/control.sock")
        #expect(try StateDirectory(state.path) == state)
    }

    @Test func closesAnEmptyOneAndRefusesAFullOne() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/state"
        #expect(mkdir(path, 0o755) == 0)
        _ = try StateDirectory(path)
        #expect(mode(of: path) == 0o700)
        #expect(chmod(path, 0o750) == 0)
        try FileWriting.atomically(path + "/onhook.db", [])
        #expect(throws: StateDirectoryError.openToOthers(path, mode: 0o750)) { try StateDirectory(path) }
    }

    @Test func followsALink() throws {
        let directory = try TemporaryDirectory()
        _ = try StateDirectory(directory.path + "/private")
        #expect(symlink("private", directory.path + "/link") == 0)
        #expect(try StateDirectory(directory.path + "/link").path == directory.path + "/link")
    }

    @Test func refusesWhatIsNoDirectory() throws {
        let directory = try TemporaryDirectory()
        let file = directory.path + "/file"
        try FileWriting.atomically(file, [])
        #expect(throws: StateDirectoryError.notADirectory(file)) { try StateDirectory(file) }
        #expect(throws: StateDirectoryError.cannotMake(file + "/x", SystemError(number: ENOTDIR))) {
            try StateDirectory(file + "/x")
        }
        #expect(throws: StateDirectoryError.emptyPath) { try StateDirectory("") }
    }

    @Test func saysWhatToDo() {
        #expect(
            StateDirectoryError.openToOthers("/x", mode: 0o755).description
                == "The state directory /x holds secrets and lets other users in (mode 0755). Check what is in it, then run chmod 700 on it."
        )
    }
}
