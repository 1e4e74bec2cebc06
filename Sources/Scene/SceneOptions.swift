package import Tracking

/// How a scene is watched. Times are seconds.
package struct SceneOptions: Sendable {
    package var tracker = TrackerOptions()
    package var zones: [SceneZone] = []
    /// From the first sight of a thing to its `object.enter`, at least; the tracker wants several frames, too.
    package var appear = 0.25
    /// A zone, a posture, a neighbour, what is salient: each counts once it held for so long.
    package var settle = 0.5
    /// Between two moves of a thing by its place alone, at least.
    package var moveInterval = 1.0
    /// What counts as elsewhere: so many of its own sides from where it was said to be, and as much of the picture's height.
    package var moveSides = 0.35
    package var moveLeast = 0.03
    /// Between two scenes, at least.
    package var interval = 3.0
    /// Languages of the sentences, in order.
    package var languages: [SceneLanguage] = [.en]

    package init() {}
}
