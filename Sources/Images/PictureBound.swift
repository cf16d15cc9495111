/// What size a picture may have, checked against its header before memory is taken.
enum PictureBound {
    /// As many pixels at most.
    case pixels(Int)
    /// Exactly this size.
    case exactly(width: Int, height: Int)

    /// Refuses another size.
    func check(width: Int, height: Int) throws(PictureError) {
        switch self {
        case .pixels(let limit):
            guard width * height <= limit else { throw .tooLarge(width: width, height: height, limit: limit) }
        case .exactly(let expectedWidth, let expectedHeight):
            guard (width, height) == (expectedWidth, expectedHeight) else {
                throw .wrongSize(
                    width: width, height: height, expectedWidth: expectedWidth, expectedHeight: expectedHeight)
            }
        }
    }
}
