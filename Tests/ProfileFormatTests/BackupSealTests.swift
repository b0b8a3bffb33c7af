import Testing

@testable import ProfileFormat

@Suite struct BackupSealTests {
    private static let phrase = "correct horse battery"

    private func failure(_ file: [UInt8], _ phrase: String = phrase) -> BackupSealError? {
        do throws(BackupSealError) {
            _ = try BackupSeal.open(file, passPhrase: phrase)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 200_000])
    func comesBackAsItWas(size: Int) throws {
        let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let file = try BackupSeal.seal(content, passPhrase: Self.phrase)
        #expect(BackupSeal.begins(file))
        #expect(try BackupSeal.open(file, passPhrase: Self.phrase) == content)
        #expect(file.count <= BackupSeal.sealedSizeLimit)
    }

    @Test func noTwoFilesAreTheSame() throws {
        #expect(
            try BackupSeal.seal([1], passPhrase: Self.phrase) != BackupSeal.seal([1], passPhrase: Self.phrase))
    }

    @Test func tellsAWrongPassPhraseACutFileAndAnotherVersionApart() throws {
        let file = try BackupSeal.seal([UInt8](repeating: 7, count: 140_000), passPhrase: Self.phrase)
        #expect(failure(file, "correct horse batterY") == .wrongPassPhrase)
        #expect(failure(file, "") == .wrongPassPhrase)
        for count in [14, 20, 40, 65, 66, 100, 70_000, 65_666, file.count - 1] {
            #expect(failure(Array(file.prefix(count))) == .cutOff, "\(count)")
        }
        var later = file
        later[14] = 2
        #expect(failure(later) == .otherVersion(2))
        #expect(failure([]) == .noBackup)
        #expect(failure(Array("onhook backu".utf8)) == .noBackup)
        #expect(failure(Array("<flat-profile/>".utf8)) == .noBackup)
    }

    @Test func noticesEveryChange() throws {
        let file = try BackupSeal.seal([UInt8](repeating: 7, count: 70_000), passPhrase: Self.phrase)
        var changed = file
        changed[100] ^= 1
        #expect(failure(changed) == .damaged)
        changed = file
        changed[file.count - 1] ^= 128
        #expect(failure(changed) == .cutOff)
        changed = file
        changed[20] ^= 1
        #expect(failure(changed) == .wrongPassPhrase, "the salt makes the key")
        changed = file
        changed[40] ^= 1
        #expect(failure(changed) == .wrongPassPhrase)
    }

    @Test func piecesKeepTheirPlaces() throws {
        let piece = (64 << 10) + 16
        let file = try BackupSeal.seal([UInt8](repeating: 7, count: 3 * (64 << 10)), passPhrase: Self.phrase)
        let begin = file.count - 3 * piece
        let swapped =
            Array(file[..<begin]) + file[(begin + piece)..<(begin + 2 * piece)] + file[begin..<(begin + piece)]
            + file[(begin + 2 * piece)...]
        #expect(failure(Array(swapped)) == .damaged)
        #expect(failure(Array(file[..<(begin + piece)]) + file[(begin + 2 * piece)...]) == .cutOff)
        #expect(failure(file + file.suffix(piece)) == .damaged)
    }

    /// A file must not make this machine work for minutes, or take all of its memory.
    @Test(arguments: [(15, UInt8(9)), (15, 18), (15, 255), (16, 0), (16, 255), (17, 0), (17, 200)])
    func refusesCostsThatNobodyChose(position: Int, value: UInt8) throws {
        var file = try BackupSeal.seal([1], passPhrase: Self.phrase)
        file[position] = value
        #expect(failure(file) == .damaged)
    }

    @Test(arguments: ["", "short", String(repeating: "x", count: 1025)])
    func refusesAPassPhraseOfThatLength(phrase: String) {
        #expect(throws: BackupSealError.passPhrase) { try BackupSeal.seal([1], passPhrase: phrase) }
    }

    @Test func refusesWhatIsTooLarge() {
        #expect(throws: BackupSealError.tooLarge) {
            try BackupSeal.seal([UInt8](repeating: 0, count: BackupSeal.sizeLimit + 1), passPhrase: Self.phrase)
        }
        var large = Array("onhook backup\n".utf8)
        large += [UInt8](repeating: 1, count: BackupSeal.sealedSizeLimit)
        #expect(failure(large) == .tooLarge)
    }
}
