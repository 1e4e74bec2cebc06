import Testing
import Tracking

struct AssignmentTests {
    private func total(_ partner: [Int?], _ gains: [[Double]]) -> Double {
        partner.enumerated().reduce(0) { sum, pair in sum + (pair.element.map { gains[pair.offset][$0] } ?? 0) }
    }

    private func candidates(_ gains: [[Double]]) -> [Assignment.Candidate] {
        gains.enumerated().flatMap { row, line in
            line.enumerated().compactMap { column, gain in gain > 0 ? .init(row: row, column: column, gain: gain) : nil }
        }
    }

    /// Every way to pair, tried.
    private func bestByTrying(_ gains: [[Double]], from row: Int = 0, taken: Set<Int> = []) -> Double {
        guard row < gains.count else { return 0 }
        var best = bestByTrying(gains, from: row + 1, taken: taken)
        for (column, gain) in gains[row].enumerated() where gain > 0 && !taken.contains(column) {
            best = max(best, gain + bestByTrying(gains, from: row + 1, taken: taken.union([column])))
        }
        return best
    }

    @Test func theWholeCountsNotTheNearest() {
        // Row 0 likes column 0 best, but row 1 has nothing else.
        #expect(Assignment.best(rows: 2, columns: 2, candidates([[0.9, 0.8], [0.7, 0]])) == [1, 0])
    }

    @Test func aPairThatIsNoCandidateIsNeverMade() {
        #expect(Assignment.best(rows: 2, columns: 2, candidates([[0.9, 0], [0.5, 0]])) == [0, nil])
        #expect(Assignment.best(rows: 3, columns: 0, []) == [nil, nil, nil])
        #expect(Assignment.best(rows: 0, columns: 3, []) == [])
    }

    @Test func aPairIsLeftOutWhereTwoOthersAreWorthMoreThanAnyThree() {
        // One pair of 1 is worth more than two of 0.4.
        #expect(Assignment.best(rows: 2, columns: 2, candidates([[1, 0.4], [0.4, 0]])) == [0, nil])
    }

    @Test func noOtherWayToPairIsWorthMore() {
        var dice = Dice(7)
        for _ in 0..<300 {
            let (rows, columns) = (Int.random(in: 1...6, using: &dice), Int.random(in: 1...6, using: &dice))
            let gains = (0..<rows).map { _ in
                (0..<columns).map { _ in Bool.random(using: &dice) ? Double.random(in: 0.01...1, using: &dice) : 0 }
            }
            let partner = Assignment.best(rows: rows, columns: columns, candidates(gains))
            let taken = partner.compactMap(\.self)
            #expect(Set(taken).count == taken.count)
            #expect(abs(total(partner, gains) - bestByTrying(gains)) < 1e-9, "\(gains)")
        }
    }
}
