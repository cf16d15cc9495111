import Gears
import Wire

extension GearTable {
    /// The table for people.
    var text: String {
        let head = Table.row(
            "gear", ["threshold", "side", "accuracy %", "at focus %", "GMACs", "bytes"], nameWidth: 6)
        let rows = gears.map { gear in
            Table.row(
                "\(gear.gear)",
                [
                    Table.number(gear.threshold, 2), "\(gear.regionSide)", Table.number(100 * gear.accuracy, 1),
                    Table.number(100 * gear.focusShare, 1), Table.number(gear.gmacs, 3),
                    Table.number(gear.bytesPerFrame, 0),
                ], nameWidth: 6)
        }
        return (["\(pictures) pictures, accuracy against \(reference.rawValue)", head] + rows).joined(separator: "\n")
    }

    /// What every node of the fleet must compute with.
    var fingerprint: Fingerprint? {
        guard let weights = [UInt8](hexadecimal: weights), let geometry = [UInt8](hexadecimal: geometry) else {
            return nil
        }
        return Fingerprint(weights: weights, geometry: geometry)
    }
}

extension [UInt8] {
    /// Two digits a byte.
    var hexadecimal: String { map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

    /// Reads two digits a byte; nil for anything else.
    init?(hexadecimal text: String) {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == text.count, digits.count % 2 == 0 else { return nil }
        self = stride(from: 0, to: digits.count, by: 2).map { UInt8(16 * digits[$0] + digits[$0 + 1]) }
    }
}
