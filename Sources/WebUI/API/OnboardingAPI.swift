internal import HTTPServer
internal import PhoneService

/// Activation codes and the profile account as JSON.
extension Desk {
    func addOnboardingAPI(to router: inout Router) {
        serve(.post("/api/v1/activation"), in: &router, bodyLimit: 4096, for: [.admin]) { visit in
            .later { await apiActivate(visit) }
        }
        serve(.get("/api/v1/profile-account"), in: &router, for: [.admin]) { _ in
            .now(.json(RecordCoding.encode(service.profileAccount)))
        }
        serve(.put("/api/v1/profile-account"), in: &router, bodyLimit: 16 << 10, for: [.admin]) { visit in
            .later {
                guard let wish = try? RecordCoding.decode(ProfileAccountWish.self, from: visit.request.body) else {
                    // The decoder's own words could repeat what was sent.
                    return .failure("the body must be {\"user\": \"…\", \"password\": \"…\"}", .badRequest)
                }
                return await apiSetProfileAccount(wish, visit)
            }
        }
        serve(.delete("/api/v1/profile-account"), in: &router, for: [.admin]) { visit in
            .later { await apiSetProfileAccount(nil, visit) }
        }
    }

    private func apiActivate(_ visit: Visit) async -> Response {
        guard let wish = try? RecordCoding.decode(ActivationWish.self, from: visit.request.body) else {
            return .failure("the body must be {\"code\": \"…\"}", .badRequest)
        }
        do throws(OnboardingRefusal) {
            let record = try await service.activate(wish.code, by: visit.principal)
            var response = Response.json(RecordCoding.encode(record))
            if let wait = record.retry_after {
                response.status = .tooManyRequests
                response.headers["Retry-After"] = HeaderValue(wait)
            }
            return response
        } catch {
            return .failure("\(error)", Self.status(of: error))
        }
    }

    private func apiSetProfileAccount(_ wish: ProfileAccountWish?, _ visit: Visit) async -> Response {
        do throws(OnboardingRefusal) {
            try await service.setProfileAccount(wish, by: visit.principal)
            return .json(RecordCoding.encode(service.profileAccount))
        } catch {
            return .failure("\(error)", Self.status(of: error))
        }
    }

    static func status(of refusal: OnboardingRefusal) -> Status {
        switch refusal {
        case .notAllowed: .forbidden
        case .malformed: .unprocessableContent
        case .stopped, .store: .serviceUnavailable
        }
    }
}
