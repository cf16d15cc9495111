/// How a camera was held: where EXIF says the first stored row and column belong in the upright picture.
enum Orientation: Int, Sendable, CaseIterable {
    case upright = 1
    case mirrored
    case upsideDown
    case mirroredUpsideDown
    case transposed
    case turnedRight
    case transversed
    case turnedLeft

    /// The orientation that an EXIF (TIFF) structure states; upright where it says nothing that makes sense.
    init(exif: UnsafeRawBufferPointer) {
        self = Orientation.value(of: 0x0112, in: exif).flatMap(Orientation.init(rawValue:)) ?? .upright
    }

    /// Whether rows become columns.
    var swapsSides: Bool { rawValue >= 5 }

    /// The size of the upright picture for a stored one.
    func size(width: Int, height: Int) -> (width: Int, height: Int) {
        swapsSides ? (height, width) : (width, height)
    }

    /// Where stored pixels go: the byte offset of pixel (0, 0) in the upright picture, and the bytes from one stored
    /// column and from one stored row to the next.
    func placement(width: Int, height: Int) -> (origin: Int, column: Int, row: Int) {
        let stride = 3 * size(width: width, height: height).width
        let (right, bottom) = (width - 1, height - 1)
        return switch self {
        case .upright: (0, 3, stride)
        case .mirrored: (3 * right, -3, stride)
        case .upsideDown: (bottom * stride + 3 * right, -3, -stride)
        case .mirroredUpsideDown: (bottom * stride, 3, -stride)
        case .transposed: (0, stride, 3)
        case .turnedRight: (3 * bottom, stride, -3)
        case .transversed: (right * stride + 3 * bottom, -stride, -3)
        case .turnedLeft: (right * stride, -stride, 3)
        }
    }

    /// The value of a one-element SHORT or LONG tag in the first directory of a TIFF structure.
    private static func value(of tag: Int, in tiff: UnsafeRawBufferPointer) -> Int? {
        guard tiff.count >= 8 else { return nil }
        let littleEndian = tiff[0] == 0x49
        func number(_ offset: Int, _ count: Int) -> Int? {
            guard offset >= 0, offset + count <= tiff.count else { return nil }
            let bytes = tiff[offset..<offset + count]
            let fold = { (sum: Int, byte: UInt8) in sum << 8 | Int(byte) }
            return littleEndian ? bytes.reversed().reduce(0, fold) : bytes.reduce(0, fold)
        }
        guard tiff[0] == tiff[1], tiff[0] == 0x49 || tiff[0] == 0x4D, number(2, 2) == 42,
            let directory = number(4, 4), let count = number(directory, 2)
        else { return nil }
        for entry in (0..<count).lazy.map({ directory + 2 + 12 * $0 }) where number(entry, 2) == tag {
            return number(entry + 2, 2) == 4 ? number(entry + 8, 4) : number(entry + 8, 2)
        }
        return nil
    }
}
