import ArgumentParser

/// What is driven: a cluster of its own, or coordinators that run already.
enum ReplayTarget: ExpressibleByArgument, Sendable, CustomStringConvertible {
    case up
    case coordinator(Endpoint)

    init?(argument: String) {
        if argument == "up" {
            self = .up
        } else if let endpoint = Endpoint(argument: argument) {
            self = .coordinator(endpoint)
        } else {
            return nil
        }
    }

    var description: String {
        switch self {
        case .up: "up"
        case .coordinator(let endpoint): endpoint.description
        }
    }
}
