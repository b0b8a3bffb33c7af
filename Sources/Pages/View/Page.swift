/// A page, or a part of one: a value that fills a template. Data in, data out; no HTML.
package protocol Page {
    /// The template that it fills.
    static var view: ViewName { get }
    /// Writes the page's data into the model.
    func fill(_ model: borrowing ViewModel)
}

/// A page that stands inside the frame that all pages share.
package protocol FramedPage: Page {
    /// What the window and the heading say.
    var title: String { get }
    /// Whether a form came back with faults: the window says so first, because screen readers read it first.
    var hasErrors: Bool { get }
}

extension FramedPage {
    package var hasErrors: Bool { false }
}
