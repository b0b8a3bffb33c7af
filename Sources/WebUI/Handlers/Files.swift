internal import HTTPServer
internal import PhoneService

/// What is served as a file: the style, the scripts, the exported configuration, the status.
extension Desk {
    func addFiles(to router: inout Router) {
        let assets = Dictionary(uniqueKeysWithValues: Asset.all.map { ($0.path, StaticAsset($0)) })
        router.now(.get("/assets/:name")) { request, _ in
            assets[request.path]?.response(to: request) ?? missing(request, .notFound)
        }
        router.now(.get("/favicon.ico")) { _, _ in
            .redirect(to: Asset.link(to: "onhook.svg"), status: .permanentRedirect)
        }
        serve(Routes.configuration, in: &router, for: [.admin]) { visit in .now(export()) }
        serve(Routes.configurationOfOld, in: &router, for: [.admin]) { visit in .now(export()) }
        serve(Routes.statusDocument, in: &router) { visit in .now(statusDocument()) }
        serve(Routes.statusDocumentOfAdmin, in: &router, for: [.admin]) { visit in .now(statusDocument()) }
    }

    private func statusDocument() -> Response {
        Response(type: "application/xml; charset=utf-8", body: .bytes(service.statusDocument()))
    }

    private func export() -> Response {
        .configuration(service.exportedConfiguration(), named: "cfg.xml")
    }
}

extension StaticAsset {
    fileprivate init(_ asset: Asset) {
        // The link of an asset holds its fingerprint: what is under it never changes.
        self.init(
            StaticBytes(asset.bytes),
            type: HeaderValue(escaping: asset.contentType), caching: .immutable)
    }
}
