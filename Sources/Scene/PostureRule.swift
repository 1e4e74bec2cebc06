private import Foundation
internal import Wire

/// Reads a posture from keypoints: COCO's 17, by name.
///
/// Rules over a picture's plane: somebody who squats counts as sitting, and somebody who lies as neither. Where the knees are hidden,
/// nothing is said of standing and sitting.
enum PostureRule {
    /// Keypoints of less are guesses.
    static let leastScore = 0.4

    /// - Parameters:
    ///   - before: what was said of this body, so that a thigh halfway between keeps it from swaying.
    ///   - pictureAspect: width over height of the picture.
    static func postures(_ keypoints: [Keypoint], before: [Posture], pictureAspect: Double) -> [Posture] {
        var points: [String: (x: Double, y: Double)] = [:]
        for point in keypoints where point.score >= leastScore && point.x.isFinite && point.y.isFinite {
            points[point.name] = (point.x * pictureAspect, point.y)
        }
        func pair(_ name: String) -> [(x: Double, y: Double)] { [points["left_\(name)"], points["right_\(name)"]].compactMap(\.self) }
        func middle(_ name: String) -> (x: Double, y: Double)? {
            let both = pair(name)
            guard !both.isEmpty else { return nil }
            return (both.reduce(0) { $0 + $1.x } / Double(both.count), both.reduce(0) { $0 + $1.y } / Double(both.count))
        }
        guard let shoulder = middle("shoulder") else { return [] }
        var found: [Posture] = []
        var unit: Double?
        if let hip = middle("hip") {
            let (across, down) = (hip.x - shoulder.x, hip.y - shoulder.y)
            let torso = (across * across + down * down).squareRoot()
            unit = torso
            // A body that lies, or stands on its head, has neither.
            if torso > 0, down > torso / 2, let knee = middle("knee") {
                // Of a thigh that hangs down, all its length (about a torso's) lies below the hip; of one that is level, or points
                // at the camera, next to nothing does.
                let drop = (knee.y - hip.y) / torso
                let limit = before.contains(.sitting) ? 0.6 : before.contains(.standing) ? 0.4 : 0.5
                found.append(drop < limit ? .sitting : .standing)
            }
        } else if pair("shoulder").count == 2 {
            // A body to the waist: its shoulders are about two thirds of its torso apart when it faces us.
            unit = abs(pair("shoulder")[0].x - pair("shoulder")[1].x) * 1.5
        }
        if let unit, unit > 0 {
            let isRaised = ["left", "right"].contains { side in
                guard let wrist = points["\(side)_wrist"], let own = points["\(side)_shoulder"] else { return false }
                let height = (own.y - wrist.y) / unit
                return height > (before.contains(.armRaised) ? 0.15 : 0.3)
            }
            if isRaised { found.append(.armRaised) }
        }
        return found.sorted()
    }
}
