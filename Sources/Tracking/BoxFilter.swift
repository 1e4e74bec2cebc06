private import Foundation
internal import Wire

/// Where a box is and goes: Kalman filter over centre x and y, area s and aspect r (SORT, Bewley et al. 2016, section 3.2; OC-SORT
/// keeps it), in relative coordinates and seconds.
///
/// SORT's noises are pixels a frame of 1080p. Here they are multiples of the box's own sides and count by the second, so that a far
/// thing is followed like a near one, and a picture of any size and rate like any other.
struct BoxFilter {
    struct Noise: Equatable, Sendable {
        /// Standard deviation of a detection's centre, in sides of the box; twice as much of its area and aspect.
        var detection = 0.06
        /// How far a centre strays from its course within a second.
        var wander = 0.05
        /// How much a speed changes within a second, in sides a second.
        var acceleration = 0.6
        /// Standard deviation of the speed of what was seen once, in sides a second.
        var firstSpeed = 1.0
    }

    private let noise: Noise
    private var x: ConstantVelocity
    private var y: ConstantVelocity
    private var area: ConstantVelocity
    /// Aspect has no speed: what turns towards us does so once.
    private var aspect: Double
    private var aspectVariance: Double

    init(_ box: RelativeBox, _ noise: Noise) {
        self.noise = noise
        func start(_ value: Double, side: Double, shape: Double = 1) -> ConstantVelocity {
            let (detection, speed) = (noise.detection * side * shape, noise.firstSpeed * side)
            return ConstantVelocity(value, variance: detection * detection, speedVariance: speed * speed)
        }
        x = start(box.centreX, side: box.width)
        y = start(box.centreY, side: box.height)
        area = start(box.area, side: box.area, shape: 2)
        aspect = box.width / box.height
        let deviation = 2 * noise.detection * aspect
        aspectVariance = deviation * deviation
    }

    /// The box that the state says, of positive sides.
    var box: RelativeBox {
        let width = (area.value * aspect).squareRoot()
        return RelativeBox(centreX: x.value, centreY: y.value, width: width, height: area.value / width)
    }

    mutating func predict(seconds: Double) {
        let now = box
        func step(_ quantity: inout ConstantVelocity, side: Double) {
            let (wander, acceleration) = (noise.wander * side, noise.acceleration * side)
            quantity.predict(seconds: seconds, wander: wander * wander, acceleration: acceleration * acceleration)
        }
        // What shrinks goes away into the distance, not through zero.
        if area.value + area.speed * seconds < area.value / 2 { area.speed = 0 }
        step(&x, side: now.width)
        step(&y, side: now.height)
        step(&area, side: area.value)
        let wander = noise.wander * aspect
        aspectVariance += wander * wander * seconds
    }

    mutating func update(_ measured: RelativeBox) {
        func variance(_ side: Double, shape: Double = 1) -> Double {
            let deviation = noise.detection * side * shape
            return deviation * deviation
        }
        x.update(measured.centreX, variance: variance(measured.width))
        y.update(measured.centreY, variance: variance(measured.height))
        area.update(measured.area, variance: variance(measured.area, shape: 2))
        // An update may undershoot when a thing is suddenly half hidden.
        area.value = max(area.value, measured.area / 4)
        let measuredAspect = measured.width / measured.height
        let gain = aspectVariance / (aspectVariance + variance(measuredAspect, shape: 2))
        aspect = max(aspect + gain * (measuredAspect - aspect), measuredAspect / 4)
        aspectVariance *= 1 - gain
    }
}
