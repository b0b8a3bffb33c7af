import Testing

@testable import ProfileFormat
