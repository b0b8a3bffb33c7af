public import FlatProfile

/// The value of a parameter that is no secret as a whole, as anybody may see it: what is secret in it is masked.
///
/// In a rule that is what `Redaction` finds: the values of `--key`, `--uid`, `--pwd`, values assigned to secret parameters, user info
/// of addresses. In any other text it is the values of these options (a macro may bring them into a rule) and user info behind `://`.
/// Macros stand as they are written: they tell where a secret is, not what it is.
public struct ShownValue: Hashable, Sendable {
    /// The text to show.
    public let text: String
    /// Whether something was masked.
    public let isMasked: Bool
    /// Whether a mask stands where a secret would: a person has changed a text that was shown masked.
    public let holdsMask: Bool

    /// The value of that parameter. `catalogue` tells which parameters are secrets.
    public init(_ value: String, of name: ParameterName, in catalogue: Catalogue) {
        guard Self.mayHoldSecret(value) else {
            text = value
            isMasked = false
            holdsMask = false
            return
        }
        let bytes = Array(value.utf8)
        let redaction =
            RuleKind(heldBy: name) == nil
            ? Redaction(ofAnyText: bytes)
            : Redaction(of: bytes) { catalogue.isSecretInRule($0) }
        let macros = Self.macros(in: bytes, catalogue)
        var shown = MaskedText()
        var hasMask = false
        var isChanged = false
        for (piece, isSecret) in redaction.pieces(of: 0..<bytes.count) {
            guard isSecret else {
                shown.append(bytes[piece])
                continue
            }
            hasMask = hasMask || String(decoding: bytes[piece], as: UTF8.self).contains(Secret.mask)
            var position = piece.lowerBound
            while position < piece.upperBound {
                if let macro = macros.first(where: { $0.lowerBound == position && $0.upperBound <= piece.upperBound }) {
                    shown.append(bytes[macro])
                    position = macro.upperBound
                } else {
                    shown.appendMask()
                    isChanged = true
                    position += 1
                }
            }
        }
        text = shown.string
        isMasked = isChanged
        holdsMask = hasMask
    }

    /// Nearly every value of a phone has none of these characters.
    private static func mayHoldSecret(_ value: String) -> Bool {
        var previous: UInt8 = 0
        for byte in value.utf8 {
            if byte == UInt8(ascii: "@") || byte == UInt8(ascii: "=") || (byte == .hyphen && previous == .hyphen) {
                return true
            }
            previous = byte
        }
        return false
    }

    /// Where macros that exist stand.
    private static func macros(in bytes: [UInt8], _ catalogue: Catalogue) -> [Range<Int>] {
        let context = MacroContext(
            snapshot: Snapshot(catalogue: catalogue),
            identity: DeviceIdentity(
                model: catalogue.model, mac: MACAddress(bits: 0), serialNumber: "", softwareVersion: "",
                hardwareVersion: ""))
        var scanner = MacroScanner(bytes)
        var ranges: [Range<Int>] = []
        while let (token, range) = scanner.next() {
            if case .reference(let reference) = token, context.value(of: reference.name) != nil { ranges.append(range) }
        }
        return ranges
    }
}

extension Catalogue {
    /// Whether what a rule assigns to that name is a secret. A name that the model does not have may be a slip.
    func isSecretInRule(_ name: Substring) -> Bool {
        self[ParameterName(String(name))]?.isSecret ?? name.lowercased().contains("password")
    }
}
