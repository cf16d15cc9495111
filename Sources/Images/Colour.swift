/// One 8-bit RGB pixel.
package struct Colour: Hashable, Sendable {
    /// The red part, 0 to 255.
    package var red: UInt8
    /// The green part, 0 to 255.
    package var green: UInt8
    /// The blue part, 0 to 255.
    package var blue: UInt8

    /// Makes a colour of its three parts.
    package init(red: UInt8, green: UInt8, blue: UInt8) {
        (self.red, self.green, self.blue) = (red, green, blue)
    }
}
