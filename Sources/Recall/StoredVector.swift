internal import Foundation

/// A vector in 8 bits a component, a quarter of its size; cosines move by less than 0.005.
struct StoredVector {
    /// What a step of a component stands for.
    var scale: Double
    var components: Data

    init(_ values: [Float]) {
        let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        let largest = (values.map(abs).max() ?? 0) / max(length, .leastNormalMagnitude)
        scale = Double(max(largest, .leastNormalMagnitude) / 127)
        let factor = 1 / (Float(scale) * max(length, .leastNormalMagnitude))
        components = Data(values.map { UInt8(bitPattern: Int8(clamping: Int(($0 * factor).rounded()))) })
    }

    /// -1 where the two have different lengths.
    func cosine(scale other: Double, components theirs: Data) -> Double {
        guard theirs.count == components.count else { return -1 }
        let sum = components.withUnsafeBytes { ours in
            theirs.withUnsafeBytes { theirs in
                let (left, right) = (ours.bindMemory(to: Int8.self), theirs.bindMemory(to: Int8.self))
                var sum: Int32 = 0
                for index in left.indices { sum &+= Int32(left[index]) &* Int32(right[index]) }
                return sum
            }
        }
        return Double(sum) * scale * other
    }
}
