public import FlatProfile
internal import ProfileFormat
internal import Provisioning

/// Why a file is not taken for a profile.
public enum ImportRefusal: Error, Hashable, Sendable {
    /// Only the administrator may.
    case notAllowed
    /// It is sealed, and no pass phrase came with it.
    case sealed
    /// It is no profile, or does not open; in words, with line and column where there are any.
    case unreadable(String, line: Int?, column: Int?)
}

extension ImportRefusal: CustomStringConvertible {
    /// The sentence for whoever asked.
    public var description: String {
        switch self {
        case .notAllowed: "only the administrator may do that"
        case .sealed: "the file is sealed: type the pass phrase or keying material with which it was sealed"
        case .unreadable(let sentence, _, _): sentence
        }
    }
}

/// Profiles that somebody uploads.
extension PhoneService {
    /// What somebody may upload at once, in bytes: 10 MiB. The largest exports known have 0.2 MB.
    public static let uploadLimit = 10 << 20

    /// What a file would change, to be looked at and applied. It may be XML or gzip, or sealed with that secret: a pass phrase of
    /// `openssl enc`, or the keying material of `aes128gcm`; without a secret IKM_HTTP_Encrypt_Content is tried.
    ///
    /// The file's name stands in the history, without its directories.
    @concurrent
    public func propose(
        profile bytes: [UInt8], named name: String, secret: String = "", emptyElements: EmptyElementPolicy? = nil,
        by principal: Principal
    ) async throws(ImportRefusal) -> ProposalRecord {
        propose(try proposal(of: bytes, named: name, secret: secret, emptyElements, by: principal))
    }

    /// Applies a profile that a script sends, as the phone does with `/admin/config.xml`: nobody looks at it before.
    ///
    /// Source: administration guide, "Phone Web User Interface" (scripting).
    @concurrent
    public func apply(
        profile bytes: [UInt8], named name: String, by principal: Principal
    ) async throws(ImportRefusal) -> Result<AppliedProfileRecord, ProposalRefusal> {
        let proposal = try proposal(of: bytes, named: name, secret: "", nil, by: principal)
        let warnings = proposal.warnings
        guard !proposal.changes.isEmpty else {
            return .success(AppliedProfileRecord(revision: nil, warnings: warnings))
        }
        do throws(ProposalRefusal) {
            let revision = try await apply(proposal: propose(proposal).proposal, by: principal)
            return .success(AppliedProfileRecord(revision: revision, warnings: warnings))
        } catch {
            return .failure(error)
        }
    }

    private func proposal(
        of bytes: [UInt8], named name: String, secret: String, _ policy: EmptyElementPolicy?, by principal: Principal
    ) throws(ImportRefusal) -> Proposal {
        guard principal.account == .admin else { throw .notAllowed }
        let document = try document(in: bytes, secret: secret)
        let snapshot = snapshot
        let application = ProfileApplication(of: document, to: snapshot, emptyElements: policy ?? emptyElements)
        let set = ChangeSet(
            writer.withoutKnownLogins(application.changes, in: snapshot), origin: .importedFile(name: Self.shown(name)),
            note: "by \(principal.label)")
        return Proposal(
            set, to: snapshot, at: now,
            warnings: ProfileWarning.inOrder(document.warnings + application.warnings).map(WarningRecord.init))
    }

    private func document(in bytes: [UInt8], secret: String) throws(ImportRefusal) -> ProfileDocument {
        let fault: ProfileFormatError
        do throws(ProfileFormatError) {
            return try ProfileReader.read(bytes)
        } catch {
            fault = error
        }
        guard fault.mayBeSealed else { throw .unreadable("\(fault)", line: fault.line, column: fault.column) }
        let scheme = SealedProfile.scheme(of: bytes)
        let keyingMaterial = snapshot["IKM_HTTP_Encrypt_Content"]
        let key = secret.isEmpty && scheme == .aes128gcm ? keyingMaterial : secret
        guard !key.isEmpty else { throw scheme == .aes256cbc ? .sealed : Self.perhapsSealed(fault) }
        let text: [UInt8]
        do throws(SealError) {
            text = try SealedProfile.open(bytes, with: ProfileKey(Array(key.utf8), for: scheme))
        } catch {
            throw .unreadable("\(error)", line: nil, column: nil)
        }
        do throws(ProfileFormatError) {
            return try ProfileReader.read(text)
        } catch {
            throw .unreadable("\(error)", line: error.line, column: error.column)
        }
    }

    /// Nothing at its begin tells a file that is sealed with aes128gcm from any other bytes.
    private static func perhapsSealed(_ fault: ProfileFormatError) -> ImportRefusal {
        .unreadable("\(fault); if it is sealed, type its keying material", line: fault.line, column: fault.column)
    }

    /// The last part of a path, fit for the history.
    private static func shown(_ name: String) -> String {
        let last = name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init) ?? ""
        let harmless = last.unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: false
            default: true
            }
        }
        let shown = String(String.UnicodeScalarView(harmless.prefix(100)))
        return shown.isEmpty ? "profile" : shown
    }
}

/// What a profile that was sent has done.
public struct AppliedProfileRecord: Codable, Hashable, Sendable {
    /// The revision that it made; null if nothing was different.
    @Nullable public var revision: RevisionRecord?
    /// What was odd in it.
    public var warnings: [WarningRecord]
}

extension ProfileFormatError {
    /// Whether the file may be one that a secret opens.
    fileprivate var mayBeSealed: Bool {
        switch reason {
        case .encrypted, .binary, .notUTF8, .notInEncoding, .nulByte, .plainText: true
        default: false
        }
    }
}
