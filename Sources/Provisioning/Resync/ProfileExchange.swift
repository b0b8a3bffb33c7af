public import FlatProfile
internal import ProfileFormat
internal import ProfileRules
internal import Transfer

/// What was sent with the request for a profile: the record tells which parameter it came from and how much it was, never its text.
public struct PostedBody: Hashable, Sendable {
    /// The parameter that `--post` names, `GPP_A` to `GPP_P`.
    public var parameter: ParameterName
    /// How many bytes its expanded text has.
    public var bytes: Int
}

/// What the options of a profile rule say about asking and about reading the answer: what is posted, what opens it, which aliases it has.
///
/// Source: Provisioning Formats, "Optional Resync Arguments"; SPA2102 Provisioning Guide for the body and the combinations of options.
struct ProfileExchange {
    /// What a body is called that is posted. No guide tells; reports of real phones have this one, and so has the form of a browser.
    static let contentType = "application/x-www-form-urlencoded"
    /// How long a body may be when its macros are expanded, in bytes: as much as any value of a profile.
    static let longestBody = 65_536

    /// What is posted; nil if the profile is just fetched.
    let posted: PostedBody?
    /// How the profile is asked for.
    let method: TransferRequest.Method
    private let keys: AnswerKeys
    private let aliases: AliasMap

    /// Reads the parameters that the options name. Throws what makes it useless to ask for the profile at all.
    init(_ options: RuleOptions, in context: MacroContext, of source: RuleSource) throws(AttemptFailure) {
        keys = AnswerKeys(
            passPhrase: options.key?.reveal(), keyingMaterial: context.snapshot["IKM_HTTP_Encrypt_Content"])
        aliases = try Self.aliases(options.alias, context.snapshot, source)
        guard let parameter = options.post else {
            posted = nil
            method = .get
            return
        }
        let body = Array(
            MacroExpander.expand(context.snapshot[parameter], in: context, limit: Self.longestBody + 1).utf8)
        guard body.count <= Self.longestBody else {
            throw AttemptFailure(
                outcome: .otherFailure,
                sentence:
                    "\(source.label) posts \(parameter), which has more than \(Self.longestBody) bytes with its macros "
                    + "expanded, so nothing was asked of the server: shorten it")
        }
        posted = PostedBody(parameter: parameter, bytes: body.count)
        method = .post(body, contentType: Self.contentType)
    }

    private static func aliases(
        _ parameter: ParameterName?, _ snapshot: Snapshot, _ source: RuleSource
    ) throws(AttemptFailure) -> AliasMap {
        guard let parameter else { return .none }
        do {
            return try AliasMap(snapshot[parameter])
        } catch {
            throw AttemptFailure(
                outcome: .otherFailure,
                sentence:
                    "the alias map in \(parameter), which \(source.label) names, cannot be read, so nothing was asked of "
                    + "the server: \(error)")
        }
    }

    /// The profile that an answer holds; `steps` gets what was done to read it.
    func profile(
        in response: TransferResponse, noting steps: inout [DecodingStep]
    ) throws(AttemptFailure) -> ProfileDocument {
        do {
            return try ProfileReader.read(
                response.body, contentEncoding: response.contentEncoding, keys: keys, aliases: aliases,
                noting: &steps)
        } catch {
            throw AttemptFailure(outcome: .fileNotFound, sentence: "Corrupt profile: \(error)")
        }
    }
}
