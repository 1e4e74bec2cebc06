/// The largest distance between two vectors' elements. Infinite where their lengths differ, where there is nothing to compare, and where anything is no number: a bound on it then fails.
package func largestDifference(_ left: some Collection<Float>, _ right: some Collection<Float>) -> Float {
    guard left.count == right.count, !left.isEmpty else { return .infinity }
    return zip(left, right).reduce(0) { largest, pair in
        let difference = abs(pair.0 - pair.1)
        return difference.isFinite ? max(largest, difference) : .infinity
    }
}
