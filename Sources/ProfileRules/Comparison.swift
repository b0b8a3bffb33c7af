import FlatProfile

/// One side of a comparison.
enum Operand {
    case integer(Int)
    case version(SoftwareVersion)
    case text(String)

    var kind: RuleSyntaxError.OperandKind {
        switch self {
        case .integer: .number
        case .version: .version
        case .text: .text
        }
    }
}

/// How two sides are compared.
enum ComparisonOperator {
    case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual

    init?(word: String) {
        switch word {
        case "eq": self = .equal
        case "ne": self = .notEqual
        case "lt": self = .less
        case "le": self = .lessOrEqual
        case "gt": self = .greater
        case "ge": self = .greaterOrEqual
        default: return nil
        }
    }

    /// Whether it holds for two things of which the first one is less than (-1), equal to (0) or greater than (1) the second.
    func holds(_ order: Int) -> Bool {
        switch self {
        case .equal: order == 0
        case .notEqual: order != 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        }
    }

    /// Compares numbers with numbers, versions with versions, texts (for equality only) with texts.
    func compare(_ left: Operand, _ right: Operand) throws(RuleSyntaxError.Reason) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)):
            return holds(left < right ? -1 : left == right ? 0 : 1)
        case (.version(let left), .version(let right)):
            guard let order = try? left.compared(to: right) else { throw .differentVersionFormats }
            return holds(order)
        case (.text(let left), .text(let right)):
            switch self {
            case .equal: return left == right
            case .notEqual: return left != right
            default: throw .noOrderOfTexts
            }
        default:
            throw .differentOperands(left.kind, right.kind)
        }
    }
}

extension RuleSyntaxError.Reason: Error {}
