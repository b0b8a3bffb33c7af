internal import Notation

/// The name that a misspelt one may mean; nil if none is near.
func nearestName(to name: ColumnName, among names: [String]) -> String? { Nearest.word(to: name.text, among: names) }
