import FlatProfile

/// One alternative of a rule as it was parsed. Ranges are those of the expanded text.
///
/// What is wrong only because of the present value of a macro is kept as a failure in its place: it matters when the
/// alternative is tried, so that `("$B" ne "")? http://$B/x | /y` works with an empty `$B`.
struct ParsedAlternative {
    struct Comparison {
        var range: Range<Int>
        var truth: Result<Bool, RuleSyntaxError>
    }

    struct Condition {
        var range: Range<Int>
        var comparisons: [Comparison]

        init(_ comparisons: [Comparison]) {
            self.comparisons = comparisons
            range = (comparisons.first?.range.lowerBound ?? 0)..<(comparisons.last?.range.upperBound ?? 0)
        }
    }

    struct Assignment {
        var name: ParameterName
        var value: String
        var valueRange: Range<Int>
    }

    struct Address {
        var range: Range<Int>
        var target: Result<AddressTarget, RuleSyntaxError>
    }

    var range: Range<Int>
    var condition: Condition?
    var assignments: [Assignment] = []
    var options = RuleOptions()
    var address: Address?
}

/// What an address means.
enum AddressTarget {
    case onboarding
    case url(RuleURL, userInfo: UserInfo?)

    /// User name and password written into a URL.
    struct UserInfo {
        var user: Secret
        var password: Secret?
    }
}
