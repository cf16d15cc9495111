import Foundation

/// A model file that cannot be used: names the file, the tensor where there is one, and what was expected.
package struct CheckpointError: Error, CustomStringConvertible {
    /// The file as the caller named it.
    package let path: String

    /// The tensor at fault.
    package let tensor: String?

    /// What is wrong and what was expected.
    package let problem: String

    /// Makes an error about a file, or about one tensor in it.
    package init(_ path: String, tensor: String? = nil, _ problem: String) {
        self.path = path
        self.tensor = tensor
        self.problem = problem
    }

    /// One line: file, tensor, problem.
    package var description: String {
        if let tensor { "\(path): tensor \(tensor) \(problem)" } else { "\(path) \(problem)" }
    }

    /// The short reason inside a Foundation error; for a file that cannot be opened, the operating system's.
    static func reason(_ error: any Error, path: String? = nil) -> String {
        if let path, access(path, R_OK) != 0 { return String(cString: strerror(errno)) }
        let error = error as NSError
        return error.userInfo[NSDebugDescriptionErrorKey] as? String ?? error.localizedDescription
    }
}
