import Images
import Tensors
import Testing

struct HalfResolutionTests {
    private let transform = Fixture.transform(size: 64, crop: 1)
    private let half = HalfResolution(size: 64)

    @Test func halvingBytesIsHalvingPlanesUpToTheRounding() {
        let square = pattern()
        var bytes = Picture(width: 32, height: 32)
        half.apply(to: square, into: &bytes)
        var planes = Tensor([3, 32, 32])
        half.apply(to: transform.normalized(square), into: &planes)
        var found = Tensor([3, 32, 32])
        transform.normalize(part: bytes, into: &found, row: 0, column: 0)
        let step: Float = 0.5001 / 255 / 0.224
        #expect(zip(found.values(), planes.values()).allSatisfy { abs($0 - $1) <= step })
        #expect(found.values() != planes.values())
    }

    @Test func aCellsHalfComesFromTheCellAlone() {
        let planes = transform.normalized(pattern())
        var whole = Tensor([3, 32, 32])
        half.apply(to: planes, into: &whole)
        for (row, column) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
            var cell = Tensor([3, 64, 64], values: [Float](repeating: .nan, count: 3 * 64 * 64))
            for channel in 0..<3 {
                for line in 32 * row..<32 * row + 32 {
                    for place in 32 * column..<32 * column + 32 {
                        cell[64 * channel + line, place] = planes[64 * channel + line, place]
                    }
                }
            }
            var part = Tensor([3, 32, 32])
            half.apply(
                to: cell, into: &part, part: PixelRectangle(row: 16 * row, column: 16 * column, width: 16, height: 16))
            for channel in 0..<3 {
                for line in 0..<32 {
                    for place in 0..<32 {
                        let inside = line / 16 == row && place / 16 == column
                        let expected = inside ? whole[32 * channel + line, place] : 0
                        #expect(part[32 * channel + line, place] == expected)
                    }
                }
            }
        }
    }

    @Test func aPartIsNormalisedAtItsPlace() {
        let square = pattern()
        let expected = transform.normalized(square)
        let part = PixelRectangle(row: 10, column: 20, width: 7, height: 5)
        var crop = Picture(width: 7, height: 5)
        for row in 0..<5 { for column in 0..<7 { crop[row, column] = square[row + 10, column + 20] } }
        var planes = Tensor([3, 64, 64])
        transform.normalize(part: crop, into: &planes, row: 10, column: 20)
        for position in 0..<3 * 64 * 64 {
            let (row, column) = (position / 64 % 64, position % 64)
            let inside = part.rows.contains(row) && part.columns.contains(column)
            #expect(planes[position] == (inside ? expected[position] : 0))
        }
    }

    @Test func aPartIsPainted() {
        var picture = Picture(width: 4, height: 3)
        let grey = Colour(red: 1, green: 2, blue: 3)
        picture.fill(PixelRectangle(row: 1, column: 2, width: 2, height: 1), grey)
        for row in 0..<3 {
            for column in 0..<4 {
                #expect(picture[row, column] == (row == 1 && column >= 2 ? grey : Colour(red: 0, green: 0, blue: 0)))
            }
        }
    }

    private func pattern() -> Picture {
        let bytes = (0..<64 * 64 * 3).map { (index: Int) -> UInt8 in UInt8((index * index / 7 + 13 * index) % 251) }
        return Picture(width: 64, height: 64, bytes: bytes)
    }
}
