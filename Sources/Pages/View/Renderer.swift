private import CTemplate
private import Glibc

/// Fills templates with pages, in one language. All templates travel inside the program; those of a language are translated and parsed
/// once, when its first page is made. Any number of threads may render at once.
package final class Renderer: Sendable {
    /// The renderer of the program's own templates in that language.
    package static func of(_ language: Language) -> Renderer {
        switch language {
        case .english: shared
        case .german: german
        case .simplifiedChinese: chinese
        }
    }

    /// The renderer of English pages.
    package static let shared = Renderer(views: EmbeddedFile.views)
    private static let german = Renderer(views: EmbeddedFile.views, translations: .of(.german))
    private static let chinese = Renderer(views: EmbeddedFile.views, translations: .of(.simplifiedChinese))

    private let translations: Translations?

    // Written only by `init`, which freezes the library: from then on ctemplate reads it under its own read lock
    // (template_cache.h, ExpandNoLoad), and nothing else is stored here.
    private nonisolated(unsafe) let library: OpaquePointer

    /// Parses those templates. A fault in one is a fault of the program.
    package init(views: [EmbeddedFile], translations: Translations? = nil) {
        guard let library = ctemplate_shim_library_create() else { preconditionFailure("out of memory") }
        for view in views {
            guard Self.add(view, in: translations, to: library) else {
                preconditionFailure("Views/\(view.name) is malformed")
            }
        }
        ctemplate_shim_library_freeze(library)
        self.library = library
        self.translations = translations
    }

    deinit { ctemplate_shim_library_free(library) }

    /// The page inside the frame that all pages share: a whole HTML document.
    package func render(_ page: some FramedPage, in frame: Frame) -> [UInt8] {
        expand(Frame.view) { model in
            frame.fill(model, around: page)
            model.include(type(of: page).view, at: "CONTENT") { page.fill($0) }
        }
    }

    /// The page alone: a fragment that scripts put into a document they have.
    package func render(_ page: some Page) -> [UInt8] {
        expand(type(of: page).view) { page.fill($0) }
    }

    private func expand(_ view: ViewName, fill: (borrowing ViewModel) -> Void) -> [UInt8] {
        guard let root = ctemplate_shim_dictionary_create() else { preconditionFailure("out of memory") }
        defer { ctemplate_shim_dictionary_free(root) }
        fill(ViewModel(borrowing: root, translations: translations))
        var output = ctemplate_shim_output()
        let isComplete = view.text.withUTF8Buffer { name in
            name.withMemoryRebound(to: CChar.self) {
                ctemplate_shim_expand(library, $0.baseAddress, $0.count, root, &output)
            }
        }
        guard isComplete else { preconditionFailure("Views/\(view.text).tpl or a part of it does not exist") }
        defer { free(output.bytes) }
        return [UInt8](UnsafeRawBufferPointer(start: output.bytes, count: output.count))
    }

    private static func add(
        _ view: EmbeddedFile, in translations: Translations?, to library: OpaquePointer
    ) -> Bool {
        var text = MarkedText(String(decoding: view.bytes, as: UTF8.self)).template(in: translations)
        var name = String(view.name.dropLast(".tpl".count))
        return name.withUTF8 { name in
            name.withMemoryRebound(to: CChar.self) { name in
                text.withUTF8 { bytes in
                    bytes.withMemoryRebound(to: CChar.self) {
                        ctemplate_shim_library_add(library, name.baseAddress, name.count, $0.baseAddress, $0.count)
                    }
                }
            }
        }
    }
}
