internal import Store

extension BenchStoreError {
    /// What an error of the database means to a bench.
    init(_ error: StoreError) {
        switch error {
        case .locked: self = .busy
        case .newerSchema(let found, let known): self = .newerSchema(found: found, known: known)
        case .damaged(let detail): self = .damaged(detail)
        case .diskFull: self = .diskFull
        case .readOnly: self = .readOnly
        case .ioError(let detail): self = .ioError(detail)
        case .permission: self = .permission
        case .missing: self = .ioError("No such file or directory")
        case .notADirectory: self = .ioError("Not a directory")
        case .closed: self = .closed
        case .other(let code, let message): self = .other(code: code, message: message)
        case .noParentDirectory, .unfinishedLog, .unknownRevision, .overtaken, .savepointExists, .unknownSavepoint,
            .tooManySavepoints:
            self = .other(code: 0, message: "\(error)")
        }
    }
}
