public import FlatProfile

/// Why a file is no profile, and where. It never holds a part of a value, because values may be secrets.
public struct ProfileFormatError: Error, Hashable, Sendable {
    /// What is wrong.
    public enum Reason: Hashable, Sendable {
        /// The gzip file is larger than `ProfileLimits.packedSize`.
        case packedTooLarge(limit: Int)
        /// The text is larger than `ProfileLimits.size`.
        case tooLarge(limit: Int)
        /// Elements are nested deeper than `ProfileLimits.depth`.
        case tooDeep(limit: Int)
        /// There are more elements than `ProfileLimits.elements`.
        case tooManyElements(limit: Int)
        /// The value of that element is longer than `ProfileLimits.valueLength`.
        case valueTooLong(ParameterName, limit: Int)
        /// An element has more attributes than `ProfileLimits.attributes`.
        case tooManyAttributes(limit: Int)
        /// A start tag is longer than `ProfileLimits.tagLength`.
        case tagTooLong(limit: Int)

        /// The gzip file ends in its middle.
        case gzipTruncated
        /// The gzip file does not unpack, or its check sum is wrong.
        case gzipDamaged
        /// Something that is not gzip follows the gzip file.
        case gzipTrailingGarbage
        /// What the gzip file unpacks to is a gzip file again.
        case gzipTwice

        /// The server used a content coding that is not known.
        case unknownCoding(String)
        /// The server used the content coding `aes128gcm` (RFC 8188), and the phone has no key for it.
        case noKeyingMaterial
        /// The file is sealed, or should be, and does not open.
        case sealed(SealError)
        /// What came in that content coding ends in its middle.
        case codingTruncated(String)
        /// What came is not in that content coding, or is damaged.
        case codingDamaged(String)

        /// No bytes, or only white space.
        case empty
        /// A page for browsers.
        case htmlPage
        /// JSON.
        case json
        /// Text without any element.
        case plainText
        /// Not text.
        case binary
        /// A file of `openssl enc`, which only a rule with `--key` can open.
        case encrypted

        /// The XML declaration names an encoding that is not known, or that the file cannot have.
        case unknownEncoding(String)
        /// The file holds bytes that its declared encoding does not have.
        case notInEncoding(String)
        /// The file holds bytes that are not UTF-8.
        case notUTF8
        /// The file holds a byte of value zero.
        case nulByte

        /// A document type declaration (`<!DOCTYPE`), which no profile needs and which is never read.
        case documentType
        /// Not well-formed XML.
        case notWellFormed(Cause)
        /// Well-formed, but without `flat-profile`. `root` is the outermost element.
        case noFlatProfile(root: String)
        /// Well-formed, but without `flat-profile`, and without an element that an alias names. `root` is the outermost element.
        case noAliasMatches(root: String)
    }

    /// What most likely made a document ill-formed.
    public enum Cause: Hashable, Sendable {
        /// An `&` that begins no reference.
        case bareAmpersand
        /// A reference to an entity other than the five predefined ones; its name only if HTML has one of that name.
        case unknownReference(String?)
        /// A `<` that begins no element; the element in whose value it stands, if it stands in one.
        case lessThanSign(inside: ParameterName?)
        /// An end tag that is not the one of the element that is open.
        case mismatchedEndTag(opened: String, onLine: Int, found: String)
        /// As before, inside a value, so that no name is told.
        case mismatchedEndTagInside(ParameterName, onLine: Int)
        /// An end tag, and nothing is open.
        case endTagWithoutStart
        /// The file ends, and an element is still open.
        case unclosedElement(String, onLine: Int)
        /// The file ends inside a tag.
        case unclosedTag
        /// `--` inside a comment, which ends no comment; `nested` if a second comment begins there.
        case doubleHyphen(commentOnLine: Int, nested: Bool)
        /// The file ends inside a comment.
        case unclosedComment
        /// The file ends inside a CDATA section or a processing instruction.
        case unclosedSection
        /// `<?xml …?>` with something before it.
        case declarationNotAtStart
        /// `<?` without a name and a blank behind it, such as `<?xmlversion="1.0"?>`.
        case spoiltInstruction
        /// An attribute without quotes, without a value, twice in one tag, or not separated by a blank.
        case badAttribute
        /// `]]>` outside a CDATA section.
        case sectionEnd
        /// A character that XML does not allow, by its Unicode number.
        case badCharacter(UInt32)
        /// Text before the first element or after the last one.
        case textOutside
        /// A second outermost element.
        case secondRoot
        /// No element at all.
        case noElement
        /// Something else; the parser's words are in `detail`.
        case other
    }

    /// What is wrong.
    public var reason: Reason
    /// The line, counted from 1; nil if it is about the whole file.
    public var line: Int?
    /// The character of the line, counted from 1; nil if it is about the whole line or file.
    public var column: Int?
    /// What libxml2 says about it, without anything that it quotes from the file; nil if it was not asked.
    public var detail: String?

    /// An error of those parts.
    public init(_ reason: Reason, line: Int? = nil, column: Int? = nil, detail: String? = nil) {
        self.reason = reason
        self.line = line
        self.column = column
        self.detail = detail
    }
}
