import Tensors
import Testing

struct TensorTests {
    @Test func aNewTensorIsZeroAndAligned() {
        let tensor = Tensor([3, 5])
        #expect(tensor.values() == [Float](repeating: 0, count: 15))
        #expect(Int(bitPattern: tensor.pointer()) % 64 == 0)
    }

    @Test func rowsAreTheProductOfAllExtentsButTheLast() {
        let tensor = Tensor([2, 3, 4])
        #expect(tensor.rows == 6)
        #expect(tensor.columns == 4)
        #expect(tensor.shape.description == "[2, 3, 4]")
    }

    @Test func rowsAreCopiedWhereTheyAreAskedFor() {
        let source = Tensor([2, 2], values: [1, 2, 3, 4])
        var target = Tensor([3, 2])
        target.copyRows(1..<2, of: source, to: 2)
        #expect(target.values() == [0, 0, 0, 0, 3, 4])
    }
}
