import ArgumentParser
import Foundation
import Threads

/// The flag of every command whose compute threads help each other.
struct CoreFlags: ParsableArguments {
    @Flag(help: "Keep every image to one thread, also where other compute threads are idle.")
    var noSplit = false

    /// The cores of some compute threads; nil where nothing is divided.
    func shared(_ threads: Int) -> SharedCores? {
        let count = min(threads, ProcessInfo.processInfo.activeProcessorCount)
        return noSplit || count < 2 ? nil : SharedCores(count)
    }
}
