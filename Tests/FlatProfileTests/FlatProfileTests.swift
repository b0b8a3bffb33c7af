import Testing

@testable import FlatProfile
