private import CTemplate

/// What a template is filled with, while a page fills it: values by name, and sections that are shown as often as they are added.
///
/// Values are plain text: the template escapes them for the place where they stand. A page is handed a model and cannot keep it.
/// Sentences of the program are said: they come out in the page's language.
/// A section sees the values of the model that it was added to; an included template sees only its own.
package struct ViewModel: ~Copyable {
    private let dictionary: OpaquePointer
    private let translations: Translations?

    /// The names and values are copied by ctemplate; its dictionaries belong to the root, which outlives every model.
    // Never inlined: the optimizer of Swift 6.3.1 aborts when it makes a noncopyable value out of a borrowed reference
    // ("Cannot initialize a nonCopyable type with a guaranteed value").
    @inline(never)
    package init(borrowing dictionary: OpaquePointer, translations: Translations?) {
        self.dictionary = dictionary
        self.translations = translations
    }

    /// Sets a value. Models are written, never read.
    package subscript(name: StaticString) -> String {
        @available(*, unavailable) get { "" }
        nonmutating set {
            var value = newValue
            let isSet = value.withUTF8 { bytes in
                // An empty string may have no address, which ctemplate does not want to see.
                bytes.withMemoryRebound(to: CChar.self) {
                    ctemplate_shim_set(
                        dictionary, name.characters, name.utf8CodeUnitCount, $0.baseAddress ?? name.characters, $0.count
                    )
                }
            }
            precondition(isSet, "out of memory")
        }
    }

    /// Sets a sentence of ours, in the page's language. Data are set with the subscript: they are never translated.
    package func say(_ name: StaticString, _ sentence: String) {
        self[name] = said(sentence)
    }

    /// Sets a sentence of ours and shows the section of the same name, if there is a sentence.
    package func show(_ name: StaticString, saying sentence: String?) {
        guard let sentence else { return }
        show(name, said(sentence))
    }

    /// A sentence of ours, in the page's language.
    package func said(_ sentence: String) -> String { translations?.say(sentence) ?? sentence }

    /// Shows a section once, without values of its own, if that is so.
    package func show(_ name: StaticString, if condition: Bool = true) {
        guard condition else { return }
        precondition(ctemplate_shim_show(dictionary, name.characters, name.utf8CodeUnitCount), "out of memory")
    }

    /// Sets a value and shows the section of the same name, if there is a value.
    package func show(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        self[name] = value
        show(name)
    }

    /// Shows a section once more and fills it.
    package func section(_ name: StaticString, fill: (borrowing ViewModel) -> Void) {
        guard let child = ctemplate_shim_add_section(dictionary, name.characters, name.utf8CodeUnitCount) else {
            preconditionFailure("out of memory")
        }
        fill(ViewModel(borrowing: child, translations: translations))
    }

    /// Shows a section once an element.
    package func sections<Element>(
        _ name: StaticString, _ elements: [Element], fill: (Element, borrowing ViewModel) -> Void
    ) {
        for element in elements { section(name) { fill(element, $0) } }
    }

    /// Includes another template at a marker `{{>NAME}}` and fills it.
    package func include(_ view: ViewName, at marker: StaticString, fill: (borrowing ViewModel) -> Void) {
        guard
            let child = ctemplate_shim_add_include(
                dictionary, marker.characters, marker.utf8CodeUnitCount, view.text.characters,
                view.text.utf8CodeUnitCount)
        else { preconditionFailure("out of memory") }
        fill(ViewModel(borrowing: child, translations: translations))
    }
}

extension StaticString {
    /// The bytes of a name in the code; the names of views and values are longer than one scalar, so there is a pointer.
    fileprivate var characters: UnsafePointer<CChar> {
        UnsafeRawPointer(utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
