import ArgumentParser
import BundledModel
import Checkpoints
import Foundation

/// The names of a model's classes.
enum ClassNames {
    /// From the table that was asked for, ImageNet's where the model has as many classes, otherwise none.
    static func table(for model: ModelConfiguration, file: String? = nil) throws -> ClassTable {
        let count = model.classes
        guard let file else {
            let imageNet = try ClassTable()
            return imageNet.count == count ? imageNet : .unnamed
        }
        let table = try ClassTable(URL(fileURLWithPath: file))
        guard table.count == count else {
            throw ValidationError("--classes \(file): names \(table.count) classes; the model has \(count)")
        }
        return table
    }
}
