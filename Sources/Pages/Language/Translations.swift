private import FoundationEssentials
internal import Threading

/// What the catalogues of a language say: the translation of each English text of templates, and of the sentences that the program makes.
///
/// What has no entry stays English. See docs/languages.md.
package final class Translations: Sendable {
    /// What is longer is a document, not a sentence; it stays as it is.
    package static let longestSentence = 4096
    /// A clause within a clause within a sentence: nothing real goes deeper.
    private static let deepest = 6
    private static let rememberedSentences = 2000
    private static let longestRemembered = 300

    private struct Entry: Sendable {
        var pattern: SentencePattern
        var translation: [SentencePattern.Piece]
    }

    package let language: Language
    private let texts: [String: String]
    private let byFirstWord: [[UInt8]: [Entry]]
    private let startingAnyhow: [Entry]
    private let remembered = Locked<[String: String]>([:])
    private let missing: Locked<Set<String>>?

    /// The catalogues of a language that travel inside the program; nil for English, which needs none. Read once, when they are first used.
    package static func of(_ language: Language) -> Translations? {
        switch language {
        case .english: nil
        case .german: german
        case .simplifiedChinese: chinese
        }
    }

    private static let german = Translations(.german)
    private static let chinese = Translations(.simplifiedChinese)

    /// The embedded catalogues of a language. A fault in one is a fault of the program.
    package convenience init(_ language: Language, remembersMissing: Bool = false) {
        self.init(
            language,
            entries: EmbeddedFile.languages.filter { $0.name.hasPrefix("\(language.rawValue)/") }.map(Self.decoded),
            remembersMissing: remembersMissing)
    }

    /// Those catalogues, one a room; an English text stands in one of them only.
    package init(_ language: Language, entries: [[String: String]], remembersMissing: Bool = false) {
        self.language = language
        texts = entries.reduce(into: [:]) { $0.merge($1) { first, _ in first } }
        missing = remembersMissing ? Locked([]) : nil
        var byFirstWord: [[UInt8]: [Entry]] = [:]
        var startingAnyhow: [Entry] = []
        for (text, translation) in texts.sorted(by: { $0.key < $1.key }) {
            guard !text.contains("{{"), let pattern = SentencePattern(text) else { continue }
            let entry = Entry(pattern: pattern, translation: SentencePattern.pieces(of: translation))
            if let word = pattern.firstWord {
                byFirstWord[word, default: []].append(entry)
            } else {
                startingAnyhow.append(entry)
            }
        }
        self.byFirstWord = byFirstWord.mapValues(Self.mostLiteralFirst)
        self.startingAnyhow = Self.mostLiteralFirst(startingAnyhow)
    }

    private static func mostLiteralFirst(_ entries: [Entry]) -> [Entry] {
        entries.enumerated().sorted {
            ($1.element.pattern.literalCount, $0.offset) < ($0.element.pattern.literalCount, $1.offset)
        }.map(\.element)
    }

    package static func decoded(_ file: EmbeddedFile) -> [String: String] {
        guard let entries = try? JSONDecoder().decode([String: String].self, from: Data(buffer: file.bytes)) else {
            preconditionFailure("Languages/\(file.name) is no object of texts")
        }
        return entries
    }

    /// The translation of exactly that text, if there is one.
    package func text(_ english: String) -> String? { texts[english] }

    /// A sentence or clause in this language; as it is, where the catalogues do not know it.
    package func say(_ sentence: String) -> String {
        if let exact = texts[sentence] { return exact }
        guard sentence.contains(where: \.isLetter) else { return sentence }
        if let known = remembered.withLock({ $0[sentence] }) { return known }
        guard let translation = translation(of: sentence, depth: 0) else {
            missing?.withLock { _ = $0.insert(sentence) }
            return sentence
        }
        if sentence.utf8.count <= Self.longestRemembered {
            remembered.withLock { remembered in
                if remembered.count >= Self.rememberedSentences { remembered.removeAll() }
                remembered[sentence] = translation
            }
        }
        return translation
    }

    /// The sentences that were asked for and that no entry translates; empty unless they are remembered.
    package var missingSentences: Set<String> { missing?.withLock { $0 } ?? [] }
}

extension Translations {
    /// How the sentence was written, which the translation is too: clauses become sentences by a capital letter and a full stop.
    private struct Form {
        var text: String
        var isCapital = false
        var hasStop = false
    }

    private static func forms(of sentence: String) -> [Form] {
        var forms = [Form(text: sentence)]
        if let first = sentence.first, first.isUppercase, sentence.dropFirst().first.map({ !$0.isUppercase }) ?? false {
            forms.append(Form(text: first.lowercased() + sentence.dropFirst(), isCapital: true))
        }
        guard sentence.hasSuffix("."), !sentence.hasSuffix("..") else { return forms }
        return forms + forms.map { Form(text: String($0.text.dropLast()), isCapital: $0.isCapital, hasStop: true) }
    }

    private func translation(of sentence: String, depth: Int) -> String? {
        guard depth < Self.deepest, sentence.utf8.count <= Self.longestSentence else { return nil }
        let forms = Self.forms(of: sentence)
        for form in forms {
            if let exact = texts[form.text] { return written(exact, as: form) }
        }
        var best: (literal: Int, text: String, form: Form)?
        for form in forms {
            let bytes = Array(form.text.utf8)
            guard let (entry, matches) = entry(for: bytes), entry.pattern.literalCount > best?.literal ?? -1 else {
                continue
            }
            best = (entry.pattern.literalCount, filled(entry.translation, with: matches, of: bytes, depth: depth), form)
        }
        return best.map { written($0.text, as: $0.form) } ?? sentenceBySentence(sentence, depth: depth)
    }

    /// Several sentences in a row, if each of them is known.
    private func sentenceBySentence(_ text: String, depth: Int) -> String? {
        var parts: [Substring] = []
        var start = text.startIndex
        var previous: Character = " "
        for index in text.indices {
            if text[index] == " ", ".!?…".contains(previous),
                text[text.index(after: index)...].first.map({ $0.isUppercase || $0.isNumber }) == true
            {
                parts.append(text[start..<index])
                start = text.index(after: index)
            }
            previous = text[index]
        }
        guard !parts.isEmpty else { return nil }
        parts.append(text[start...])
        let translations = parts.compactMap { translation(of: String($0), depth: depth + 1) }
        guard translations.count == parts.count else { return nil }
        return translations.joined(separator: language == .simplifiedChinese ? "" : " ")
    }

    /// The most literal entry whose pattern the text has.
    private func entry(for text: [UInt8]) -> (Entry, [SentencePattern.Match])? {
        let word = text.firstIndex(of: UInt8(ascii: " ")).map { Array(text[..<$0]) } ?? text
        let known = byFirstWord[word].flatMap { Self.first(of: $0, for: text) }
        let any = Self.first(of: startingAnyhow, for: text)
        guard let known else { return any }
        guard let any, any.0.pattern.literalCount > known.0.pattern.literalCount else { return known }
        return any
    }

    private static func first(of entries: [Entry], for text: [UInt8]) -> (Entry, [SentencePattern.Match])? {
        for entry in entries {
            if let matches = entry.pattern.match(text, in: text.indices) { return (entry, matches) }
        }
        return nil
    }

    private func filled(
        _ translation: [SentencePattern.Piece], with matches: [SentencePattern.Match], of text: [UInt8], depth: Int
    ) -> String {
        translation.map { piece in
            switch piece {
            case .literal(let literal): return String(decoding: literal, as: UTF8.self)
            case .place(let name, _):
                guard let match = matches.first(where: { $0.name == name }) else { return "" }
                let content = String(decoding: text[match.range], as: UTF8.self)
                switch match.kind {
                case .text, .word: return content
                case .number: return number(content)
                case .sentence: return said(content, depth: depth)
                }
            }
        }.joined()
    }

    /// A part of a sentence that is one itself.
    private func said(_ part: String, depth: Int) -> String {
        guard part.contains(where: \.isLetter) else { return part }
        if let translation = translation(of: part, depth: depth + 1) { return translation }
        missing?.withLock { _ = $0.insert(part) }
        return part
    }

    /// A number with the language's own signs: German has them the other way round.
    package func number(_ english: String) -> String {
        guard language == .german else { return english }
        return String(english.map { $0 == "," ? "." : $0 == "." ? "," : $0 })
    }

    private func written(_ translation: String, as form: Form) -> String {
        var text = translation
        if form.isCapital, let first = text.first { text = first.uppercased() + text.dropFirst() }
        guard form.hasStop, let last = text.last, !".!?…。！？".contains(last) else { return text }
        return text + (language == .simplifiedChinese ? "。" : ".")
    }
}

extension Data {
    fileprivate init(buffer: UnsafeBufferPointer<UInt8>) {
        self = buffer.isEmpty ? Data() : Data(buffer)
    }
}
