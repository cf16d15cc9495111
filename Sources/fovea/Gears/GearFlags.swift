import ArgumentParser
import Coordinator
import Gears
import Wire

/// The flags of every command that runs a coordinator with gears.
struct GearFlags: ParsableArguments {
    @Option(help: ArgumentHelp("The gear table, as `fovea calibrate` wrote it (docs/gears.md).", valueName: "file"))
    var gears: String?

    @Option(help: ArgumentHelp("The lowest accuracy that gears may cost, 0 to 1.", valueName: "accuracy"))
    var floor: Double?

    @Option(help: ArgumentHelp("Keep this gear whatever the load.", valueName: "gear"))
    var pinGear: Int?

    func validate() throws {
        if gears == nil, floor != nil || pinGear != nil {
            throw ValidationError("--floor and --pin-gear belong to a gear table: name it with --gears")
        }
        if let floor, !(0...1).contains(floor) { throw ValidationError("--floor \(floor): 0 to 1") }
    }

    /// The same flags for a coordinator in a process of its own.
    func arguments(objective: Double) -> [String] {
        guard let gears else { return [] }
        return ["--gears", gears, "--objective", "\(objective)"] + (floor.map { ["--floor", "\($0)"] } ?? [])
            + (pinGear.map { ["--pin-gear", "\($0)"] } ?? [])
    }

    /// The table; nil without one.
    ///
    /// - Throws: `GearError`, also where the table was measured with another model than `fingerprint` tells.
    func table(for fingerprint: Fingerprint? = nil) throws -> GearTable? {
        guard let gears else { return nil }
        let table = try GearTable(file: gears)
        guard let own = table.fingerprint else {
            throw GearError("\(gears): weights and geometry are no SHA-256 in hexadecimal digits; calibrate again")
        }
        if let fingerprint, own != fingerprint {
            throw GearError("\(gears): measured with another model; run `fovea calibrate` with this one")
        }
        return table
    }

    /// What picks the gear; nil without a table.
    func fleetGear(_ table: GearTable?, objective: Double) throws -> FleetGear? {
        guard let table else { return nil }
        let policy = GearPolicy(objective: .milliseconds(objective), floor: floor, pinned: pinGear)
        do { return FleetGear(try GearController(table, policy: policy)) } catch {
            throw ValidationError("--gears \(gears ?? ""): \(error.description)")
        }
    }
}
