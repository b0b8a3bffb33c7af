internal import HTTPServer
internal import Pages
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
        for route in [Routes.configuration, Routes.configurationOfOld, .get("/cfg.xml"), .get("/spacfg.xml")] {
            let name = route.pattern.split(separator: "/").last.map(String.init) ?? "cfg.xml"
            serve(route, in: &router, for: [.admin]) { visit in
                .now(refusalOfDirectAction(visit) ?? export(.full, as: name))
            }
        }
        serve(Routes.changedConfiguration, in: &router, for: [.admin]) { _ in
            .now(export(.changedOnly, as: "changed.xml"))
        }
        serve(Routes.statusDocument, in: &router) { visit in .now(refusalOfDirectAction(visit) ?? statusDocument()) }
        serve(Routes.statusDocumentOfAdmin, in: &router, for: [.admin]) { visit in
            .now(refusalOfDirectAction(visit) ?? statusDocument())
        }
    }

    private func statusDocument() -> Response {
        Response(type: "application/xml; charset=utf-8", body: .bytes(service.statusDocument()))
    }

    /// A configuration as a file, passwords hidden.
    func export(_ scope: ExportScope, as name: String) -> Response {
        .configuration(service.exportedConfiguration(scope), named: name)
    }
}
