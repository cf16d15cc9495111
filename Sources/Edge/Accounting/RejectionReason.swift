package import Images

/// Why a frame is no picture that can be answered.
package enum RejectionReason: String, Hashable, CaseIterable, Sendable {
    /// Its bytes are neither JPEG nor PNG.
    case notAPicture
    /// It begins like a picture and does not go on like one.
    case damaged
    /// It has more bytes or pixels than are accepted.
    case tooLarge
    /// Its file cannot be read.
    case unreadable

    /// The reason that a decoder's error stands for.
    package init(_ error: PictureError) {
        self =
            switch error {
            case .empty, .notAPicture: .notAPicture
            case .truncated, .corrupt, .otherFormat, .wrongSize, .unencodable: .damaged
            case .tooLarge: .tooLarge
            case .directory, .unreadable, .unwritable: .unreadable
            }
    }
}
