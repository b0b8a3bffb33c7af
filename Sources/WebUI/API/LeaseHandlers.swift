internal import HTTPServer
internal import PhoneService

/// What the machine's DHCP client tells.
extension Desk {
    /// Only the machine itself knows its leases: a password does not make anybody the DHCP client.
    func apiLease(_ visit: Visit) async -> Response {
        guard visit.principal.isMachine else {
            return .failure("leases are told by the machine itself, over its control socket", .forbidden)
        }
        let wish: LeaseWish
        do {
            wish = try RecordCoding.decode(LeaseWish.self, from: visit.request.body)
        } catch {
            return .failure(
                "the body must be {\"event\": \"obtained\", \"interface\": \"eth0\", \"options\": {\"66\": \"…\"}}: "
                    + Self.words(error), .badRequest)
        }
        do throws(LeaseRefusal) {
            return .json(RecordCoding.encode(try await service.hear(wish)))
        } catch .notKept(let sentence) {
            return .failure("\(LeaseRefusal.notKept(sentence))", .serviceUnavailable)
        } catch {
            return .failure("\(error)", .unprocessableContent)
        }
    }
}
