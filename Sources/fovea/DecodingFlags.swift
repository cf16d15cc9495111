import ArgumentParser
import Images

extension DecodingMode: ExpressibleByArgument {}

/// How pictures are decoded where the reference's figures are quoted.
struct DecodingFlags: ParsableArguments {
    @Option(
        help: """
            How JPEG pictures are decoded: exact, all pixels as Pillow decodes them; fast, no larger than the model looks at \
            them (docs/performance.md).
            """
    )
    var decode: DecodingMode = .exact
}

/// The same at an edge, where pictures are to be answered soon.
struct EdgeDecodingFlags: ParsableArguments {
    @Option(
        help: """
            How JPEG pictures are decoded: fast, no larger than the model looks at them; exact, all pixels as Pillow \
            decodes them. Without it fast, but exact for --payload exact.
            """
    )
    var decode: DecodingMode?

    /// What is meant beside a payload: the exact one is there for answers that are equal to the bit wherever they are given.
    func mode(_ payload: PayloadChoice) -> DecodingMode {
        decode ?? (payload == .exact ? .exact : .fast)
    }
}
