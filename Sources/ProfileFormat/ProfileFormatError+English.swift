extension ProfileFormatError: CustomStringConvertible {
    /// One sentence: the place, what is wrong, and what to do.
    public var description: String {
        switch (line, column) {
        case (let line?, let column?): "line \(line), column \(column): \(sentence)"
        case (let line?, nil): "line \(line): \(sentence)"
        case (nil, _): sentence
        }
    }

    private var sentence: String {
        guard case .notWellFormed(.other) = reason, let detail else { return reason.description }
        return "\(reason) (\(detail))"
    }
}

extension ProfileFormatError.Reason: CustomStringConvertible {
    /// What is wrong and what to do, without the place.
    public var description: String {
        switch self {
        case .packedTooLarge(let limit):
            "the compressed file is larger than \(limit) bytes; this is hardly a profile"
        case .tooLarge(let limit):
            "the file holds more than \(limit) bytes of text; this is hardly a profile"
        case .tooDeep(let limit):
            "elements are nested more than \(limit) deep; parameters stand directly inside flat-profile"
        case .tooManyElements(let limit):
            "there are more than \(limit) elements; this is hardly a profile"
        case .valueTooLong(let name, let limit):
            "the value of \(name) is longer than \(limit) bytes; an end tag may be missing"
        case .tooManyAttributes(let limit):
            "an element has more than \(limit) attributes; the phone knows ua, preserve-value and user-pref"
        case .tagTooLong(let limit):
            "a start tag is longer than \(limit) bytes; a closing quote or > may be missing"
        case .gzipTruncated:
            "the gzip file ends too early; it was cut off on its way or when it was written"
        case .gzipDamaged:
            "the gzip file is damaged: it does not unpack or its check sum is wrong; compress it again"
        case .unknownCoding(let name):
            "the server sent it with the content coding \(name), which is not known here: expected gzip, deflate or none; "
                + "switch it off for this file"
        case .noKeyingMaterial:
            "the server sent it encrypted (content coding aes128gcm), and IKM_HTTP_Encrypt_Content, which holds the key, is empty; "
                + "set it by a profile that comes over HTTPS"
        case .sealed(let error):
            "\(error)"
        case .codingTruncated(let name):
            "the server sent it with the content coding \(name), which ends too early; it was cut off on its way"
        case .codingDamaged(let name):
            "the server says that it sent it with the content coding \(name), but what came does not unpack so; "
                + "set Content-Encoding for what is really sent"
        case .gzipTrailingGarbage:
            "something that is not gzip follows the gzip file; compress the profile again, alone"
        case .gzipTwice:
            "the file is compressed twice; compress it once"
        case .empty:
            "the file is empty"
        case .htmlPage:
            "this looks like an HTML page, perhaps an error or login page of the server; expected a profile with flat-profile"
        case .json:
            "this looks like JSON; expected an XML profile with flat-profile"
        case .plainText:
            "this is text without any XML element; expected a profile with flat-profile"
        case .binary:
            "this is binary data; expected an XML profile, plain or compressed with gzip (encrypted files need a key)"
        case .encrypted:
            "this file is encrypted: the rule needs --key"
        case .unknownEncoding(let name):
            "the XML declaration names the encoding \(name), which is not known or not that of the file; use UTF-8"
        case .notInEncoding(let name):
            "the file holds bytes that the encoding \(name) does not have; save it as UTF-8"
        case .notUTF8:
            "these bytes are not UTF-8; save the file as UTF-8 or name its encoding in the XML declaration"
        case .nulByte:
            "the file holds a byte of value zero, which no text has"
        case .documentType:
            "a document type declaration (<!DOCTYPE) is not allowed in a profile; remove it and the entities it declares"
        case .notWellFormed(let cause):
            cause.description
        case .noFlatProfile(let root):
            "there is no flat-profile element; the outermost element is \(Self.shortened(root))"
        case .noAliasMatches(let root):
            "no alias matches an element of the file, and there is no flat-profile; the outermost element is "
                + "\(Self.shortened(root)); compare the paths of the alias map with the file"
        }
    }

    private static func shortened(_ name: String) -> String { name.count > 60 ? name.prefix(60) + "…" : name }
}

extension ProfileFormatError.Cause: CustomStringConvertible {
    /// What is wrong and what to do, without the place.
    public var description: String {
        switch self {
        case .bareAmpersand:
            "a bare & stands in the text; write &amp;"
        case .unknownReference(let name?):
            "&\(name); is known in HTML only; write the character itself or its number"
        case .unknownReference(nil):
            "an & begins a reference that XML does not have; write &amp; if a plain & is meant"
        case .lessThanSign(let name?):
            "a < stands in the value of \(name); write &lt;"
        case .lessThanSign(nil):
            "a < begins no element here; write &lt;"
        case .mismatchedEndTag(let opened, let line, let found):
            "</\(found)> does not close <\(opened)> of line \(line); the end tag </\(opened)> is missing or misspelt"
        case .mismatchedEndTagInside(let name, let line):
            "the tags inside \(name) do not match, the one of line \(line) is not closed; write &lt; if a plain < is meant"
        case .endTagWithoutStart:
            "this end tag closes nothing; remove it"
        case .unclosedElement(let name, let line):
            "the file ends before </\(name)>, which closes line \(line); it was cut off, or the end tag is missing"
        case .unclosedTag:
            "the file ends inside a tag; it was cut off, or a closing quote or > is missing"
        case .doubleHyphen(let line, nested: true):
            "a comment begins inside the comment of line \(line); close that one first with -->"
        case .doubleHyphen(let line, nested: false):
            "-- stands inside the comment of line \(line); only --> may end it"
        case .unclosedComment:
            "a comment is never closed; write --> where it ends"
        case .unclosedSection:
            "a CDATA section or processing instruction is never closed"
        case .declarationNotAtStart:
            "the XML declaration <?xml …?> must be the very first of the file; remove what stands before it, blanks too"
        case .spoiltInstruction:
            "the instruction <?…?> is spoilt; an XML declaration is written <?xml version=\"1.0\"?>"
        case .badAttribute:
            "an attribute is spoilt: it needs the form name=\"value\", a blank before it, and only once in a tag"
        case .sectionEnd:
            "]]> stands in the text; write ]]&gt;"
        case .badCharacter(let code):
            "the character of number \(code) is not allowed in XML; remove it"
        case .textOutside:
            "text stands outside the outermost element; remove it"
        case .secondRoot:
            "a second outermost element follows; put both into one, such as <device>"
        case .noElement:
            "there is no element"
        case .other:
            "this is not well-formed XML"
        }
    }
}
