import CXML2
import FlatProfile

/// The names that mean something, as the parser keeps them: each once, so that addresses can be compared instead of texts.
struct KnownNames {
    let profile: UnsafePointer<xmlChar>?
    let access: UnsafePointer<xmlChar>?
    let preserveValue: UnsafePointer<xmlChar>?
    let userPreference: UnsafePointer<xmlChar>?
    let userModified: UnsafePointer<xmlChar>?
    let group: UnsafePointer<xmlChar>?

    /// The names in a parser's dictionary, which keeps them as long as the parser lives.
    init(of context: xmlParserCtxtPtr) {
        let dictionary = context.pointee.dict
        profile = xmlDictLookup(dictionary, "flat-profile", -1)
        access = xmlDictLookup(dictionary, "ua", -1)
        preserveValue = xmlDictLookup(dictionary, "preserve-value", -1)
        userPreference = xmlDictLookup(dictionary, "user-pref", -1)
        userModified = xmlDictLookup(dictionary, "um", -1)
        group = xmlDictLookup(dictionary, "group", -1)
    }
}

/// An alias with its names as the parser keeps them.
struct KnownAlias {
    let path: [UnsafePointer<xmlChar>]
    let parameter: UnsafePointer<xmlChar>
    /// The path as it was written.
    let text: String

    /// The alias in a parser's dictionary; nil without memory for its names.
    init?(_ alias: AliasMap.Alias, of context: xmlParserCtxtPtr) {
        let dictionary = context.pointee.dict
        let path = alias.path.compactMap { xmlDictLookup(dictionary, $0, -1) }
        guard path.count == alias.path.count, let parameter = xmlDictLookup(dictionary, alias.parameter.text, -1) else {
            return nil
        }
        self.path = path
        self.parameter = parameter
        text = alias.pathText
    }
}

/// The attributes of a start tag as libxml2 passes them: five pointers each.
struct AttributeList {
    /// One attribute.
    struct Attribute {
        /// Its name without prefix, at the address at which the parser keeps it.
        let name: UnsafePointer<xmlChar>
        /// Whether a name space prefix stands before its name.
        let hasPrefix: Bool
        private let bytes: UnsafeBufferPointer<xmlChar>

        fileprivate init?(_ pointers: UnsafeMutablePointer<UnsafePointer<xmlChar>?>) {
            guard let name = pointers[0] else { return nil }
            self.name = name
            hasPrefix = pointers[1] != nil
            let start = pointers[3]
            bytes = UnsafeBufferPointer(
                start: start, count: start.flatMap { start in pointers[4].map { $0 - start } } ?? 0)
        }

        /// Its value, references resolved.
        var value: String { String(decoding: bytes, as: UTF8.self) }

        /// Its value as that of `ua`, or nil.
        var access: UserAccess? { bytes.count == 2 ? UserAccess(rawValue: value) : nil }

        /// True for `y`, false for `n`, else nil.
        var isYes: Bool? {
            guard bytes.count == 1 else { return nil }
            return bytes[0] == UInt8(ascii: "y") ? true : bytes[0] == UInt8(ascii: "n") ? false : nil
        }
    }

    let pointers: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
    let count: Int

    subscript(index: Int) -> Attribute? { pointers.flatMap { Attribute($0 + 5 * index) } }
}
