package import Foundation

/// The points of the accuracy/load curve at which a fleet may work, as `fovea calibrate` measured them; docs/gears.md
/// tells every key of the file.
package struct GearTable: Codable, Equatable, Sendable {
    /// The version of the layout: 1.
    package var version = 1
    /// SHA-256 of the weights that it was measured with, 64 hexadecimal digits.
    package var weights: String
    /// SHA-256 of the geometry that it was measured with, 64 hexadecimal digits.
    package var geometry: String
    /// What accuracy means here: agreement with `labels` or with the full pass as `teacher`.
    package var reference: Reference
    /// How many pictures were measured.
    package var pictures: Int
    /// The gears: the most accurate first, each cheaper at focus than the one before.
    package var gears: [CalibratedGear]

    /// What an answer is compared with.
    package enum Reference: String, Codable, Sendable {
        /// The classes of a labelled folder.
        case labels
        /// The answer of focus that looks at the whole picture.
        case teacher
    }

    /// Makes a table of gears that were chosen before.
    package init(
        weights: String, geometry: String, reference: Reference, pictures: Int, gears: [CalibratedGear]
    ) {
        self.weights = weights
        self.geometry = geometry
        self.reference = reference
        self.pictures = pictures
        self.gears = gears
    }

    /// Reads and checks a file.
    ///
    /// - Throws: `GearError` that names the file and what is wrong with it.
    package init(file: String) throws {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw GearError("\(file): cannot be read; make a gear table with `fovea calibrate FOLDER --out \(file)`")
        }
        guard let table = try? JSONDecoder().decode(GearTable.self, from: data) else {
            throw GearError("\(file): no gear table; make one with `fovea calibrate FOLDER --out \(file)`")
        }
        if let fault = table.fault { throw GearError("\(file): \(fault)") }
        self = table
    }

    /// The file's text, keys in a fixed order.
    package func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    /// What keeps the table from being used; nil for a good one.
    package var fault: String? {
        if version != 1 { return "version \(version) of the layout; this software reads 1" }
        if !(1...255).contains(gears.count) { return "\(gears.count) gears; expected 1 to 255" }
        for (index, gear) in gears.enumerated() {
            if gear.gear != index + 1 { return "gear \(gear.gear) stands where \(index + 1) was expected" }
            if let fault = gear.fault { return "gear \(gear.gear): \(fault)" }
            if index > 0, gear.cost >= gears[index - 1].cost {
                return "gear \(gear.gear) is not cheaper at focus than gear \(index)"
            }
        }
        return nil
    }
}
