import Glibc
package import Images

/// From dark violet over red and orange to pale yellow: lightness rises evenly, so equal steps of the value look equal,
/// also to eyes that do not tell red from green, and in print without colour.
package struct ColourMap: Sendable {
    /// Hue and chroma on the way, as CIELAB's a and b; lightness comes from the value alone.
    private static let path: [(a: Double, b: Double)] = [(18, -32), (48, -38), (62, -4), (56, 46), (26, 70), (-6, 46)]

    private let colours: [Colour]

    /// Makes the table of 256 colours.
    package init() {
        colours = (0..<256).map { ColourMap.colour(at: Double($0) / 255) }
    }

    /// The colour of a value from 0 to 1; values beyond have the colours of the ends.
    package func colour(_ value: Float) -> Colour {
        colours[Int((min(max(value, 0), 1) * 255).rounded())]
    }

    private static func colour(at value: Double) -> Colour {
        let position = value * Double(path.count - 1)
        let index = min(Int(position), path.count - 2)
        let share = position - Double(index)
        let a = path[index].a + (path[index + 1].a - path[index].a) * share
        let b = path[index].b + (path[index + 1].b - path[index].b) * share
        return colour(lightness: 10 + 84 * value, a: a, b: b)
    }

    /// CIELAB under D65 to sRGB, cut off at the gamut's edge.
    private static func colour(lightness: Double, a: Double, b: Double) -> Colour {
        let y = (lightness + 16) / 116
        let cube = { (t: Double) in t > 6.0 / 29 ? t * t * t : (t - 4.0 / 29) * 108 / 841 }
        let (x, luminance, z) = (0.95047 * cube(y + a / 500), cube(y), 1.08883 * cube(y - b / 200))
        let encode = { (linear: Double) -> UInt8 in
            let value = linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow(linear, 1 / 2.4) - 0.055
            return UInt8((min(max(value, 0), 1) * 255).rounded())
        }
        return Colour(
            red: encode(3.2406 * x - 1.5372 * luminance - 0.4986 * z),
            green: encode(-0.9689 * x + 1.8758 * luminance + 0.0415 * z),
            blue: encode(0.0557 * x - 0.2040 * luminance + 1.0570 * z)
        )
    }
}
