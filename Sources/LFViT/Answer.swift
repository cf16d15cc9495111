import Foundation

/// What a stage says of a picture: the five likeliest classes with their probabilities, the likeliest first.
package struct Answer: Sendable {
    /// A class and its probability.
    package struct Candidate: Sendable, Equatable {
        /// The class index.
        package var index: Int
        /// The softmax probability.
        package var confidence: Float

        /// Makes a candidate.
        package init(index: Int, confidence: Float) {
            self.index = index
            self.confidence = confidence
        }
    }

    private var candidates: InlineArray<5, Candidate>
    private let count: Int

    /// The likeliest class.
    package var best: Candidate { candidates[0] }

    /// Up to five candidates in descending order.
    package var top: [Candidate] { (0..<count).map { candidates[$0] } }

    /// Whether a class is among the five.
    package func contains(_ index: Int) -> Bool {
        (0..<count).contains { candidates[$0].index == index }
    }

    /// Makes an answer of candidates in descending order, for answers that come from elsewhere.
    package init(_ top: [Candidate]) {
        precondition((1...5).contains(top.count), "an answer has one to five candidates")
        count = top.count
        candidates = InlineArray { $0 < top.count ? top[$0] : Candidate(index: -1, confidence: 0) }
    }

    /// The softmax of a row of logits. Among equal logits the lowest class comes first.
    package init(logits: UnsafeBufferPointer<Float>) {
        count = min(5, logits.count)
        candidates = InlineArray(repeating: Candidate(index: -1, confidence: -.infinity))
        for index in logits.indices where logits[index] > candidates[4].confidence {
            var place = 4
            while place > 0, logits[index] > candidates[place - 1].confidence {
                candidates[place] = candidates[place - 1]
                place -= 1
            }
            candidates[place] = Candidate(index: index, confidence: logits[index])
        }
        let largest = candidates[0].confidence
        var sum: Float = 0
        for logit in logits { sum += exp(logit - largest) }
        for place in 0..<count { candidates[place].confidence = exp(candidates[place].confidence - largest) / sum }
    }
}
