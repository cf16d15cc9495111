/// The few colours of a sheet, each part 0 to 1.
struct Ink {
    var red: Double
    var green: Double
    var blue: Double
    var alpha = 1.0

    static let paper = Ink(red: 1, green: 1, blue: 1)
    static let text = Ink(red: 0.10, green: 0.11, blue: 0.13)
    static let note = Ink(red: 0.42, green: 0.44, blue: 0.48)
    static let line = Ink(red: 0.86, green: 0.87, blue: 0.89)
    static let track = Ink(red: 0.92, green: 0.93, blue: 0.94)
    /// What the cascade chose: the window and the final answer.
    static let choice = Ink(red: 1.0, green: 0.69, blue: 0.0)
    /// The choice's colour where it is read on paper.
    static let final = Ink(red: 0.02, green: 0.40, blue: 0.62)
    static let shadow = Ink(red: 0, green: 0, blue: 0)

    /// The same colour, let through in part.
    func opacity(_ alpha: Double) -> Ink {
        Ink(red: red, green: green, blue: blue, alpha: alpha)
    }
}
