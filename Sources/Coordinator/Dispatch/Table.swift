/// A dictionary whose values are changed in place.
///
/// `Dictionary`'s own subscript does that too, but takes memory for each access, and a value that is taken out, changed
/// and put back is copied with all that it holds. Values lie side by side here; the dictionary knows their places.
struct Table<Key: Hashable, Value> {
    private var places: [Key: Int] = [:]
    /// In no order.
    private(set) var entries: [(key: Key, value: Value)] = []

    var count: Int { entries.count }
    var isEmpty: Bool { entries.isEmpty }

    subscript(key: Key) -> Value? {
        places[key].map { entries[$0].value }
    }

    func contains(_ key: Key) -> Bool { places[key] != nil }

    /// Adds a value or puts it in the place of the one that was there.
    mutating func set(_ key: Key, to value: Value) {
        if let place = places[key] {
            entries[place].value = value
        } else {
            places[key] = entries.count
            entries.append((key, value))
        }
    }

    /// Changes a value where it is; nil when there is none.
    @discardableResult
    mutating func change<Result>(_ key: Key, _ body: (inout Value) -> Result) -> Result? {
        guard let place = places[key] else { return nil }
        return body(&entries[place].value)
    }

    /// Takes a value out; nil when there is none.
    @discardableResult
    mutating func remove(_ key: Key) -> Value? {
        guard let place = places.removeValue(forKey: key) else { return nil }
        let last = entries.removeLast()
        guard place < entries.count else { return last.value }
        defer {
            entries[place] = last
            places[last.key] = place
        }
        return entries[place].value
    }

    /// Keeps those that the closure wants.
    mutating func keep(where isWanted: (Value) -> Bool) {
        for place in entries.indices.reversed() where !isWanted(entries[place].value) { remove(entries[place].key) }
    }
}

extension Table: Sendable where Key: Sendable, Value: Sendable {}
