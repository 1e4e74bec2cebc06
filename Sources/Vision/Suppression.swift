package import Wire

/// Of boxes that overlap by more than `limit`, the one with the best score stays (greedy non-maximum suppression).
///
/// - Returns: indices of those that stay, best first; at most `count`.
package func suppressed(_ boxes: [(box: RelativeBox, score: Float)], overlap limit: Double, count: Int) -> [Int] {
    // A stable order among equal scores: the same picture always gives the same answer.
    let order = boxes.indices.sorted { (boxes[$0].score, $1) > (boxes[$1].score, $0) }
    var kept: [Int] = []
    for index in order where kept.count < count {
        if kept.allSatisfy({ boxes[$0].box.iou(boxes[index].box) <= limit }) { kept.append(index) }
    }
    return kept
}
