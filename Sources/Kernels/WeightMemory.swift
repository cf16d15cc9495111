import Glibc

/// Memory that layers' weights are packed into one after the other, in large pages where the system has them.
///
/// A pass reads every weight once; in pages of 4 KB a model has more of them than a processor remembers the places of.
/// Filled by one thread, then read by all.
final class WeightMemory {
    /// What the system's large pages are multiples of.
    private static let page = 2 << 20

    private let start: UnsafeMutableRawPointer
    private let byteCount: Int
    private var used = 0

    /// Takes memory for several layers, at least `byteCount` bytes.
    init(byteCount: Int) {
        let pages = (max(byteCount, 4 * WeightMemory.page) + WeightMemory.page - 1) / WeightMemory.page
        self.byteCount = pages * WeightMemory.page
        start = .allocate(byteCount: self.byteCount, alignment: WeightMemory.page)
        // Where the system does not give them the memory is as good as any other.
        _ = madvise(start, self.byteCount, MADV_HUGEPAGE)
    }

    deinit {
        start.deallocate()
    }

    /// The next bytes, at the beginning of a cache line; nil where too few are left.
    func take(_ count: Int) -> UnsafeMutableRawPointer? {
        let first = (used + 63) / 64 * 64
        guard first + count <= byteCount else { return nil }
        used = first + count
        return start + first
    }
}
