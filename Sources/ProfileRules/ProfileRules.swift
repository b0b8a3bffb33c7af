// ProfileRules
