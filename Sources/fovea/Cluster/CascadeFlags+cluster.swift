import ArgumentParser
import LFViT

extension CascadeFlags {
    /// Refuses what edges and workers would have to agree on but cannot.
    func validateForCluster() throws {
        if regionRule == .off || regionRule == .scattered || noFusion || noReuse {
            throw ValidationError(
                "workers run the model as it was trained: windows, fusion and reuse cannot be left out")
        }
        if alpha != nil || beta != nil {
            throw ValidationError("--alpha and --beta are the model's own in a cluster, the same for edges and workers")
        }
    }
}
