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
            decodes them (docs/performance.md).
            """
    )
    var decode: DecodingMode = .fast
}
