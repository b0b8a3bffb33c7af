import Bench
import BenchFixtures
import FlatProfile
import Foundation
import Glibc
import ProfileRules
import TestSupport
import Testing

func list(_ text: String, model: Model? = nil) throws -> DeviceList {
    try DeviceList(Array(text.utf8), options: .init(defaultModel: model))
}

/// The sentences of a list that is refused.
func faults(_ text: String, model: Model? = nil) -> [String] {
    do {
        _ = try list(text, model: model)
        return []
    } catch let error as DeviceListFaults {
        return error.faults.map(\.description)
    } catch {
        return ["\(error)"]
    }
}

extension String {
    /// One line that ends without a full stop.
    var isOneSentence: Bool { !contains("\n") && !hasSuffix(".") && !isEmpty }
}
