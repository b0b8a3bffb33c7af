import Testing

@testable import ProfileRules
