import Testing

@testable import OnhookCommands
