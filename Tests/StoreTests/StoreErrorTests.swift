import Glibc
import Testing

@testable import Store

@Suite struct StoreErrorTests {
    @Test(
        arguments: [
            (ENOSPC, StoreError.diskFull), (EDQUOT, .diskFull), (EROFS, .readOnly), (EACCES, .permission),
            (EPERM, .permission), (ENOTDIR, .notADirectory), (ENOENT, .missing), (EIO, .ioError("Input/output error")),
        ])
    func namesWhatTheSystemReports(systemError: Int32, expected: StoreError) {
        #expect(StoreError(systemError: systemError) == expected)
    }

    @Test(
        arguments: [
            .locked(byProcess: 17), .locked(byProcess: nil), .newerSchema(found: 2, known: 1), .damaged("x"), .diskFull,
            .readOnly, .ioError("x"), .permission, .notADirectory, .missing, .noParentDirectory, .unfinishedLog,
            .unknownRevision(3), .overtaken(by: 4), .savepointExists("x"), .unknownSavepoint(3),
            .tooManySavepoints(limit: 200), .closed, .other(code: 1, message: "x"),
        ] as [StoreError])
    func saysInOneSentenceWhatToDo(error: StoreError) {
        let sentence = error.description
        #expect(sentence.contains(";"), "what it is; what to do")
        #expect(!sentence.contains("\n") && !sentence.hasSuffix("."))
        #expect(!["SELECT", "INSERT", "PRAGMA", "SQL"].contains { sentence.contains($0) })
    }

    @Test func tellsTheNumbers() {
        #expect(
            StoreError.newerSchema(found: 3, known: 1).description
                == "the database was written by a newer version of onhook (schema 3, this one knows 1); install that version again"
        )
        #expect(
            StoreError.locked(byProcess: 17).description
                == "the state directory is in use by process 17; stop that one first, or give this one a directory of its own"
        )
    }
}
