private import Foundation
package import Spoken

/// Puts the tones of Mandarin into the pitch that Kokoro's network chose.
///
/// The network learnt Mandarin from other speakers than those whose styles are here. In these the syllables are right and the tones are not: a first tone falls by two to six semitones, a
/// second one falls as well. A listener takes the tone from the pitch alone, so it is moved most of the way to where the tone belongs: in semitones around the middle of the
/// speaker's own pitch, by three points of each syllable, straight lines between them, all sinking a little over the clause. Where the network has no voice it gets none.
package enum KokoroMelody {
    /// Of the way from the network's pitch to the tone's: 0 leaves all as it was.
    static let strength: Float = 0.7
    /// Semitones by which a clause sinks from its beginning to its end.
    private static let sinking: Float = 2
    /// Below this many Hz the network means that there is no voice.
    private static let voiced: Float = 40
    /// Of each tone, semitones near a syllable's beginning, in its middle and near its end.
    private static let contours: [[Float]] = [[4, 4, 4], [-2, 0, 4], [-2, -6, -4], [5, 1, -6]]
    /// A neutral tone has no pitch of its own: it goes on from the tone before it, and rises only behind a third one. The last is for one behind another, or behind nothing.
    private static let neutral: [[Float]] = [[0, -2, -4], [1, -1, -3], [0, 1, 1], [-4, -5, -6], [-2, -3, -4]]
    private static let points: [Float] = [0.08, 0.5, 0.92]

    /// - Parameters:
    ///   - pitch: Hz, two values a frame.
    ///   - frames: how many each number lasts that the network was given, the padding on both sides among them.
    ///   - tones: of one run of Mandarin, places among those numbers, without the padding, in their order. What lies before and behind them stays as it is.
    package static func shaped(_ pitch: [Float], frames: [Float], tones: [MandarinTone]) -> [Float] {
        let sounding = pitch.filter { $0 > voiced }.sorted()
        guard !tones.isEmpty, !sounding.isEmpty else { return pitch }
        let middle = sounding[sounding.count / 2]
        var ends: [Float] = [], end: Float = 0
        for count in frames {
            end += 2 * max(1, count)
            ends.append(end)
        }
        var line: [(at: Float, semitones: Float)] = [], reach: Range<Float> = 0 ..< .infinity
        var before: MandarinTone?
        for tone in tones where tone.place.upperBound < ends.count {
            // The padding before them is number 0, so that a place's end is the end of the number with the same index.
            let begin = ends[tone.place.lowerBound], length = ends[tone.place.upperBound] - begin
            for (point, semitones) in zip(points, contour(of: tone, behind: before)) { line.append((begin + point * length, semitones)) }
            // A space or mark on each side goes with them, so that the pitch does not jump while a syllable dies away; at the clause's ends all that is there.
            if before == nil { reach = (tone.start < 2 ? 0 : ends[tone.start - 1])..<reach.upperBound }
            let isLast = tone.place.upperBound + 3 >= ends.count
            reach = reach.lowerBound..<(isLast ? .infinity : ends[tone.place.upperBound + 1])
            before = tone
        }
        guard !line.isEmpty else { return pitch }
        var result = pitch, next = 0
        for index in pitch.indices where pitch[index] > voiced && reach.contains(Float(index)) {
            let at = Float(index)
            while next < line.count, line[next].at <= at { next += 1 }
            let target: Float
            if next == 0 {
                target = line[0].semitones
            } else if next == line.count {
                target = line[next - 1].semitones
            } else {
                let left = line[next - 1], right = line[next]
                target = left.semitones + (right.semitones - left.semitones) * (at - left.at) / (right.at - left.at)
            }
            let sunk = target - sinking * (at / Float(pitch.count) - 0.5)
            let own = 12 * log2(pitch[index] / middle)
            result[index] = middle * exp2((own + strength * (sunk - own)) / 12)
        }
        return result
    }

    private static func contour(of tone: MandarinTone, behind before: MandarinTone?) -> [Float] {
        guard tone.tone == 5 else { return contours[tone.tone - 1] }
        // A space may stand between them, a mark may not.
        guard let before, tone.start - before.place.upperBound <= 1 else { return neutral[4] }
        return neutral[before.tone - 1]
    }
}
