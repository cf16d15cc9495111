/// How LookupViT normalises the saved attention before it carries compressed tokens back to lookup tokens; the paper does
/// not say (docs/decisions/0045).
package enum ReverseNorm: String, Sendable, CaseIterable, Codable {
    /// The transpose as it is: "reuse the saved attention weights" read literally.
    case none
    /// Each lookup token's weights divided by their sum.
    case column
    /// A softmax over the compressed tokens of the saved scores.
    case softmax

    /// Reads a name.
    ///
    /// - Throws: `DecodingError` that names the choices.
    package init(from decoder: any Decoder) throws {
        self = try .named(in: decoder)
    }
}

/// Where LookupViT's layer normalisations stand; the paper does not say (docs/decisions/0045).
package enum NormPlacement: String, Sendable, CaseIterable, Codable {
    /// Before each sublayer, as in ViT.
    case pre

    /// Reads a name.
    ///
    /// - Throws: `DecodingError` that names the choices.
    package init(from decoder: any Decoder) throws {
        self = try .named(in: decoder)
    }
}

extension RawRepresentable where Self: CaseIterable, RawValue == String {
    /// One of the choices by its name.
    fileprivate static func named(in decoder: any Decoder) throws -> Self {
        let container = try decoder.singleValueContainer()
        let name = try container.decode(String.self)
        guard let choice = Self(rawValue: name) else {
            let known = allCases.map(\.rawValue).joined(separator: ", ")
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "\"\(name)\" is unknown; this version knows \(known)")
        }
        return choice
    }
}
