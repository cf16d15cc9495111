/// The multiply-accumulates of each stage (the papers' "FLOPs"), as executed: fine embedding and reuse block only where
/// they are used. See `docs/model.md` for the formula.
package struct Work: Sendable, Equatable {
    /// The tokens that pass through the encoder.
    package let tokens: Int
    /// Multiply-accumulates of one picture.
    package let multiplyAccumulates: Int

    /// Makes the work of a stage, for models that count their own.
    package init(tokens: Int, multiplyAccumulates: Int) {
        self.tokens = tokens
        self.multiplyAccumulates = multiplyAccumulates
    }

    /// In units of 10^9, as tables print them.
    package var gmacs: Double { Double(multiplyAccumulates) / 1e9 }

    /// Localization: the coarse embedding, the encoder, the head.
    package static func localization(_ geometry: Geometry) -> Work {
        stage(geometry, tokens: geometry.localizationTokens, embedded: geometry.cells, fused: 0)
    }

    /// What of localization only a frame needs that goes on to focus: the last block's ending for the other tokens than the
    /// class token. Part of `localization`.
    package static func features(_ geometry: Geometry) -> Work {
        let (tokens, dim) = (geometry.localizationTokens, geometry.dim)
        return Work(tokens: tokens, multiplyAccumulates: 9 * tokens * dim * dim + 2 * tokens * tokens * dim)
    }

    /// One pass at full resolution.
    package static func plain(_ geometry: Geometry) -> Work {
        stage(geometry, tokens: geometry.plainTokens, embedded: geometry.plainTokens - 1, fused: 0)
    }

    /// Focus: the fine embedding and the reuse block of the kept cells, the encoder, the head.
    package static func focus(_ geometry: Geometry, _ settings: CascadeSettings) -> Work {
        let kept = settings.selector(geometry).keptCount
        let reused = settings.reuse && settings.regionRule != .off ? geometry.cells - kept : 0
        return stage(
            geometry, tokens: 1 + 4 * kept + reused, embedded: 4 * kept, fused: settings.fusion ? kept : 0
        )
    }

    /// Focus as the public code runs it: the fine embedding and the reuse block of all cells, whichever are used. The answer
    /// is the same; the papers' figures count this.
    package static func focusOfPublicCode(_ geometry: Geometry, _ settings: CascadeSettings) -> Work {
        stage(
            geometry, tokens: focus(geometry, settings).tokens, embedded: 4 * geometry.cells,
            fused: settings.fusion ? geometry.cells : 0
        )
    }

    private static func stage(_ geometry: Geometry, tokens: Int, embedded: Int, fused: Int) -> Work {
        let dim = geometry.dim
        let block = 12 * tokens * dim * dim + 2 * tokens * tokens * dim
        let sum =
            geometry.patchValues * embedded * dim + 8 * fused * dim * dim + geometry.depth * block
            + geometry.classes * dim
        return Work(tokens: tokens, multiplyAccumulates: sum)
    }
}
