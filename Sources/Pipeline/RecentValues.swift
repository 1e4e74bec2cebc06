/// The last so many values of something that is measured all the time.
struct RecentValues {
    private var values: [Double] = []
    private var next = 0
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
    }

    mutating func append(_ value: Double) {
        if values.count < capacity {
            values.append(value)
        } else {
            values[next] = value
            next = (next + 1) % capacity
        }
    }

    var median: Double? { percentile(50) }

    func percentile(_ percent: Int) -> Double? {
        guard !values.isEmpty else { return nil }
        return values.sorted()[min(values.count - 1, values.count * percent / 100)]
    }
}
