import Evaluation
import Testing

struct FormatAgreementTests {
    @Test func classesAreComparedPictureByPicture() {
        let stage = FormatAgreement.Stage([1, 2, 3, 4], reference: [1, 2, 3, 9], labels: [1, 7, 8, 9])
        #expect(stage.sameClass == 75)
        #expect(stage.accuracyChange == -25)
    }
}
