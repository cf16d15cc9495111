import ArgumentParser
import Worker

extension ServiceDistribution: ExpressibleByArgument {
    /// Reads `fixed:100ms` and the like.
    package init?(argument: String) {
        self.init(argument)
    }

    /// The forms that are read, for help.
    static let forms = "fixed:100ms, uniform:50ms-150ms, exponential:100ms (mean), lognormal:100ms,0.5 (median, sigma)"
}
