/// Kalman filter of one quantity that moves at a speed which changes slowly: state (value, speed), 2 × 2 covariance.
///
/// SORT's filter over (x, y, s, r, x′, y′, s′) has a diagonal start, diagonal noises, and couples each quantity with its own speed
/// only. So its 7 × 7 covariance stays block-diagonal, and three of these and a scalar are the same filter at a fraction of the cost.
struct ConstantVelocity {
    var value: Double
    var speed = 0.0
    /// Covariance: of the value, of value and speed, of the speed.
    private var valueVariance: Double
    private var covariance = 0.0
    private var speedVariance: Double

    init(_ value: Double, variance: Double, speedVariance: Double) {
        self.value = value
        valueVariance = variance
        self.speedVariance = speedVariance
    }

    /// - Parameters:
    ///   - seconds: since the state before.
    ///   - wander: variance that the value gains in a second by itself.
    ///   - acceleration: variance that the speed gains in a second.
    mutating func predict(seconds: Double, wander: Double, acceleration: Double) {
        value += speed * seconds
        // The speed's random walk, integrated over the step: the same after one long step as after many short ones.
        let cube = acceleration * seconds * seconds * seconds / 3
        valueVariance += 2 * covariance * seconds + speedVariance * seconds * seconds + cube + wander * seconds
        covariance += speedVariance * seconds + acceleration * seconds * seconds / 2
        speedVariance += acceleration * seconds
    }

    mutating func update(_ measured: Double, variance: Double) {
        let total = valueVariance + variance
        let (valueGain, speedGain) = (valueVariance / total, covariance / total)
        let surprise = measured - value
        value += valueGain * surprise
        speed += speedGain * surprise
        speedVariance -= speedGain * covariance
        covariance *= 1 - valueGain
        valueVariance *= 1 - valueGain
    }
}
