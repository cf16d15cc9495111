/// A rectangle on a sheet, in pixels from the upper left corner.
struct Rectangle {
    var x: Double
    var y: Double
    var width: Double
    var height: Double

    /// The rectangle grown by so much on every side.
    func grown(by margin: Double) -> Rectangle {
        Rectangle(x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin)
    }
}
