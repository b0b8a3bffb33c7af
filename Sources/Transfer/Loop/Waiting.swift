/// Orders beyond the limit of what runs at once: first come, first served.
struct Waiting {
    private var orders: [Ticket: Activity.Order] = [:]
    private var line: [Ticket] = []
    private var head = 0

    mutating func append(_ order: Activity.Order) {
        orders[order.ticket] = order
        line.append(order.ticket)
    }

    /// Its place in the line stays empty.
    mutating func remove(_ ticket: Ticket) -> Activity.Order? { orders.removeValue(forKey: ticket) }

    mutating func next() -> Activity.Order? {
        while head < line.count {
            defer { head += 1 }
            if let order = orders.removeValue(forKey: line[head]) { return order }
        }
        line.removeAll()
        head = 0
        return nil
    }

    mutating func removeAll() -> [Activity.Order] {
        defer { self = Waiting() }
        return line[head...].compactMap { orders[$0] }
    }
}
