import Testing

@testable import PhoneService
