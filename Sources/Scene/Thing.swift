internal import Media
internal import Tracking
internal import Wire

/// A track as the scene knows it.
struct Thing: Sendable {
    var track: Track
    /// Whether its `object.enter` went out.
    var hasEntered = false
    /// What was last said of its place, and when.
    var told: ObjectPlace
    var toldAt: MediaInstant
    var zones: Settling<[String]>
    var posture = Settling<[Posture]>([])

    init(_ track: Track, zones: [String], at now: MediaInstant) {
        self.track = track
        self.zones = Settling(zones)
        told = ObjectPlace(box: track.estimate, zones: zones)
        toldAt = now
    }

    /// Where it is now. Of a hidden thing that is where it was seen last, not where the filter guesses.
    var place: ObjectPlace {
        ObjectPlace(box: track.missed == 0 ? track.estimate : told.box, zones: zones.value, posture: posture.value)
    }

    func hasMoved(_ options: SceneOptions, at now: MediaInstant) -> Bool {
        let place = place
        if place.zones != told.zones || place.posture != told.posture { return true }
        guard now.seconds(since: toldAt) >= options.moveInterval else { return false }
        let aspect = options.tracker.pictureAspect
        let (across, down) = ((place.box.centreX - told.box.centreX) * aspect, place.box.centreY - told.box.centreY)
        let side = (told.box.area * aspect).squareRoot()
        if (across * across + down * down).squareRoot() > max(options.moveLeast, options.moveSides * side) { return true }
        // Nearer or further: twice the area, or half of it.
        return place.box.area > 2 * told.box.area || place.box.area < told.box.area / 2
    }
}
