// OnhookCommands
