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
    /// Of each of the scene's zones, whether it stands in it.
    private var isInZone: [Settling<Bool>]
    // By themselves, so that an arm that sways keeps nobody from standing.
    private var stance = Settling<Posture?>(nil)
    private var isArmRaised = Settling(false)

    init(_ track: Track, _ options: SceneOptions, at now: MediaInstant) {
        self.track = track
        isInZone = options.zones.map { Settling($0.holds(track.estimate)) }
        told = ObjectPlace(box: track.estimate)
        toldAt = now
    }

    mutating func observe(_ seen: Track, _ options: SceneOptions, at now: MediaInstant) {
        track = seen
        for (index, zone) in options.zones.enumerated() { isInZone[index].observe(zone.holds(seen.estimate), at: now, for: options.settle) }
    }

    mutating func observe(_ found: [Posture], _ options: SceneOptions, at now: MediaInstant) {
        stance.observe(found.first { $0 != .armRaised }, at: now, for: options.settle)
        isArmRaised.observe(found.contains(.armRaised), at: now, for: options.settle)
    }

    var posture: [Posture] { ([stance.value] + [isArmRaised.value ? .armRaised : nil]).compactMap(\.self).sorted() }

    private func zones(_ options: SceneOptions) -> [String] {
        zip(options.zones, isInZone).compactMap { $1.value ? $0.name : nil }.sorted()
    }

    /// Where it is now. Of a hidden thing that is where it was seen last, not where the filter guesses.
    func place(_ options: SceneOptions) -> ObjectPlace {
        ObjectPlace(box: track.missed == 0 ? track.estimate : told.box, zones: zones(options), posture: posture)
    }

    func hasMoved(_ options: SceneOptions, at now: MediaInstant) -> Bool {
        let place = place(options)
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
