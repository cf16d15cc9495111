import Images
import Testing

struct PictureTests {
    @Test func aNewPictureIsBlack() {
        #expect(Picture(width: 2, height: 3).bytes() == [UInt8](repeating: 0, count: 18))
    }

    @Test func pixelsAreInterleavedRowByRow() {
        var picture = Picture(width: 2, height: 2)
        picture[1, 0] = Colour(red: 1, green: 2, blue: 3)
        #expect(picture.bytes() == [0, 0, 0, 0, 0, 0, 1, 2, 3, 0, 0, 0])
        #expect(picture[1, 0] == Colour(red: 1, green: 2, blue: 3))
        #expect(picture.pointer(row: 1)[2] == 3)
    }
}
