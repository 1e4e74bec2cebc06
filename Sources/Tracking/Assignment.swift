/// Optimal one-to-one assignment (Kuhn's Hungarian method, by shortest augmenting paths over potentials as in Jonker and
/// Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems", Computing 38, 1987).
package enum Assignment {
    /// A pair that may be made, and what it is worth.
    package struct Candidate: Sendable {
        package var row: Int
        package var column: Int
        /// More than 0; a pair that is not among the candidates is worth 0 and is never made.
        package var gain: Double

        package init(row: Int, column: Int, gain: Double) {
            self.row = row
            self.column = column
            self.gain = gain
        }
    }

    /// The pairs of the largest total gain, each row and each column in one pair at most.
    ///
    /// Candidates fall apart into groups that share neither row nor column: one thing and its detection, mostly. Each group is solved
    /// by itself, so that a frame of 500 detections costs about what its crowds cost.
    /// - Returns: the column of each row; nil where it stays alone.
    package static func best(rows: Int, columns: Int, _ candidates: [Candidate]) -> [Int?] {
        var partner = [Int?](repeating: nil, count: rows)
        for group in groups(rows: rows, columns: columns, candidates) {
            if group.count == 1 {
                partner[group[0].row] = group[0].column
                continue
            }
            let groupRows = Set(group.map(\.row)).sorted()
            let groupColumns = Set(group.map(\.column)).sorted()
            // The method wants no more rows than columns.
            let isWide = groupRows.count <= groupColumns.count
            let (short, long) = isWide ? (groupRows, groupColumns) : (groupColumns, groupRows)
            let place = { (sorted: [Int]) in Dictionary(uniqueKeysWithValues: zip(sorted, sorted.indices)) }
            let (shortPlace, longPlace) = (place(short), place(long))
            var cost = [Double](repeating: 0, count: short.count * long.count)
            for pair in group {
                let (a, b) = isWide ? (pair.row, pair.column) : (pair.column, pair.row)
                cost[shortPlace[a]! * long.count + longPlace[b]!] = -pair.gain
            }
            for (index, found) in cheapest(rows: short.count, columns: long.count, cost).enumerated()
            where cost[index * long.count + found] < 0 {
                let (row, column) = isWide ? (short[index], long[found]) : (long[found], short[index])
                partner[row] = column
            }
        }
        return partner
    }

    /// The candidates by connected components, in the order of their first candidates.
    private static func groups(rows: Int, columns: Int, _ candidates: [Candidate]) -> [[Candidate]] {
        var parent = Array(0..<rows + columns)
        func root(_ node: Int) -> Int {
            var node = node
            while parent[node] != node {
                parent[node] = parent[parent[node]]
                node = parent[node]
            }
            return node
        }
        for pair in candidates {
            parent[root(pair.row)] = root(rows + pair.column)
        }
        var place = [Int](repeating: -1, count: rows + columns)
        var groups: [[Candidate]] = []
        for pair in candidates {
            let root = root(pair.row)
            if place[root] < 0 {
                place[root] = groups.count
                groups.append([])
            }
            groups[place[root]].append(pair)
        }
        return groups
    }

    /// The column of each row so that the total cost is the least. O(rows² × columns).
    /// - Parameter cost: [rows × columns], finite, `rows` ≤ `columns`.
    private static func cheapest(rows: Int, columns: Int, _ cost: [Double]) -> [Int] {
        var rowPotential = [Double](repeating: 0, count: rows)
        var columnPotential = [Double](repeating: 0, count: columns)
        var rowOfColumn = [Int?](repeating: nil, count: columns)
        for newRow in 0..<rows {
            // Dijkstra over reduced costs, from the new row to the nearest free column.
            var distance = [Double](repeating: .infinity, count: columns)
            var cameFrom = [Int?](repeating: nil, count: columns)
            var isDone = [Bool](repeating: false, count: columns)
            var row = newRow
            var last: Int?
            var travelled = 0.0
            while true {
                var nearest = -1
                for column in 0..<columns where !isDone[column] {
                    let reduced = travelled + cost[row * columns + column] - rowPotential[row] - columnPotential[column]
                    if reduced < distance[column] {
                        distance[column] = reduced
                        cameFrom[column] = last
                    }
                    if nearest < 0 || distance[column] < distance[nearest] { nearest = column }
                }
                travelled = distance[nearest]
                isDone[nearest] = true
                last = nearest
                guard let next = rowOfColumn[nearest] else { break }
                row = next
            }
            // Potentials first: they need the rows of the columns as they were.
            rowPotential[newRow] += travelled
            for column in 0..<columns where isDone[column] && column != last {
                rowPotential[rowOfColumn[column]!] += travelled - distance[column]
                columnPotential[column] -= travelled - distance[column]
            }
            var column = last!
            while let before = cameFrom[column] {
                rowOfColumn[column] = rowOfColumn[before]
                column = before
            }
            rowOfColumn[column] = newRow
        }
        var columnOfRow = [Int](repeating: 0, count: rows)
        for (column, row) in rowOfColumn.enumerated() {
            if let row { columnOfRow[row] = column }
        }
        return columnOfRow
    }
}
