public import FlatProfile

/// Reads flat profiles: XML, plain or compressed with gzip.
///
/// A file that is not well-formed is refused as a whole, as the phone does; what is odd but well-formed becomes a warning of the document.
/// Entities, document types and external files are never looked at. Source: administration guide, "Provisioning Formats".
public enum ProfileReader {
    /// Reads a file as it was fetched.
    ///
    /// - Parameter aliases: Which elements stand for parameters besides those of `flat-profile`, which then may be missing. An alias that
    ///   matches no element is a warning; a file without parameters is refused.
    public static func read(
        _ bytes: [UInt8], aliases: AliasMap = .none, limits: ProfileLimits = .standard
    ) throws(ProfileFormatError) -> ProfileDocument {
        try read(bytes.span, aliases: aliases, limits: limits)
    }

    /// Reads a file as it was fetched.
    public static func read(
        _ bytes: Span<UInt8>, aliases: AliasMap = .none, limits: ProfileLimits = .standard
    ) throws(ProfileFormatError) -> ProfileDocument {
        try bytes.withUnsafeBytes { bytes throws(ProfileFormatError) in
            try read(bytes, aliases: aliases, limits: limits)
        }
    }

    /// Reads a file as it was fetched.
    public static func read(
        _ bytes: UnsafeRawBufferPointer, aliases: AliasMap = .none, limits: ProfileLimits = .standard
    ) throws(ProfileFormatError) -> ProfileDocument {
        let outcome = interpret(bytes, Setting(aliases: aliases, limits: limits, recovering: false))
        if let fault = outcome.fault { throw fault }
        return outcome.document
    }

    /// Reads the body of an answer: what its line `Content-Encoding` says that the server did is undone first, and a file that a rule has a
    /// key for is opened.
    ///
    /// gzip, deflate and `aes128gcm` are known, in any order (RFC 9110, section 8.4.1; RFC 8188); the file below may still be a gzip file by
    /// itself. An answer in `aes128gcm` is opened with the keying material, and the rule's pass phrase does not count; any other answer with
    /// the pass phrase, if there is one (Provisioning Formats, "HTTP Content Encryption").
    ///
    /// Whatever is wrong with a file that a pass phrase opens is told by one sentence (`SealError.doesNotOpen`): nothing proves that it is
    /// what somebody sealed, so it must not say what came out. An authentic message is read like any other file.
    public static func read(
        _ body: [UInt8], contentEncoding: String?, keys: AnswerKeys = AnswerKeys(), aliases: AliasMap = .none,
        limits: ProfileLimits = .standard
    ) throws(ProfileFormatError) -> ProfileDocument {
        var steps: [DecodingStep] = []
        return try read(
            body, contentEncoding: contentEncoding, keys: keys, aliases: aliases, limits: limits, noting: &steps)
    }

    /// Reads the body of an answer, and notes what was done to it on the way.
    ///
    /// - Parameter steps: Gets one step for all that was done, also where the answer is refused in the end. How far a file came that a pass
    ///   phrase did not open is not among them.
    public static func read(
        _ body: [UInt8], contentEncoding: String?, keys: AnswerKeys, aliases: AliasMap = .none,
        limits: ProfileLimits = .standard, noting steps: inout [DecodingStep]
    ) throws(ProfileFormatError) -> ProfileDocument {
        let codings = try ContentCodings(contentEncoding ?? "")
        let file = try codings.undone(body, key: keys.keyingMaterial, limits: limits, noting: &steps) ?? body
        guard let phrase = keys.passPhrase, !codings.isSealed else {
            let document = try read(file, aliases: aliases, limits: limits)
            if SealedContent.isCompressed(file) { steps.append(.gunzipped) }
            steps.append(.read(elements: document.entries.count))
            return document
        }
        let opened: SealedProfile.Opened
        do throws(SealError) {
            opened = try SealedProfile.opened(file, with: phrase.get(), limits: limits)
        } catch {
            throw ProfileFormatError(.sealed(error))
        }
        guard let document = try? read(opened.text, aliases: aliases, limits: limits) else {
            throw ProfileFormatError(.sealed(.doesNotOpen))
        }
        steps += opened.steps + [.read(elements: document.entries.count)]
        return document
    }

    /// What can still be made of a broken file, and what breaks it; no error if it is not broken. For people who repair files:
    /// no phone takes any of it.
    public static func salvage(
        _ bytes: [UInt8], limits: ProfileLimits = .standard
    ) -> (document: ProfileDocument, error: ProfileFormatError?) {
        let outcome = bytes.withUnsafeBytes {
            interpret($0, Setting(aliases: .none, limits: limits, recovering: true))
        }
        return (outcome.document, outcome.fault)
    }

    /// How a file is read.
    private struct Setting {
        var aliases: AliasMap
        var limits: ProfileLimits
        var recovering: Bool
    }

    private static func interpret(_ bytes: UnsafeRawBufferPointer, _ setting: Setting) -> SAXParser.Outcome {
        let limits = setting.limits
        guard Gzip.begins(bytes) else { return interpret(text: bytes, setting) }
        guard bytes.count <= limits.packedSize else { return nothing(.packedTooLarge(limit: limits.packedSize)) }
        let (unpacked, reason) = Gzip.unpack(bytes, limit: limits.size)
        if let reason, !setting.recovering { return nothing(reason) }
        return unpacked.withUnsafeBytes { unpacked in
            if Gzip.begins(unpacked) { return nothing(.gzipTwice) }
            var outcome = interpret(text: unpacked, setting)
            if let reason { outcome.fault = ProfileFormatError(reason) }
            return outcome
        }
    }

    private static func interpret(text bytes: UnsafeRawBufferPointer, _ setting: Setting) -> SAXParser.Outcome {
        let (text, fault) = SourceText.prepare(bytes, limits: setting.limits, mending: setting.recovering)
        var outcome: SAXParser.Outcome
        switch text {
        case .inPlace(let bytes): outcome = parse(bytes, setting)
        case .converted(let bytes): outcome = bytes.withUnsafeBytes { parse($0, setting) }
        case nil: outcome = .init(document: ProfileDocument(root: "", entries: []))
        }
        outcome.fault = fault ?? outcome.fault
        return outcome
    }

    private static func parse(_ bytes: UnsafeRawBufferPointer, _ setting: Setting) -> SAXParser.Outcome {
        SAXParser().parse(
            bytes.bindMemory(to: UInt8.self), aliases: setting.aliases, limits: setting.limits,
            recovering: setting.recovering)
    }

    private static func nothing(_ reason: ProfileFormatError.Reason) -> SAXParser.Outcome {
        .init(document: ProfileDocument(root: "", entries: []), fault: ProfileFormatError(reason))
    }
}
