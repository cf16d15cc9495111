/// A priority queue that finds, changes and removes any element in O(log n): a binary heap and each element's place.
struct IndexedHeap<Key: Comparable, Element: Hashable> {
    private var entries: [(key: Key, element: Element)] = []
    private var places: [Element: Int] = [:]

    var count: Int { entries.count }
    var isEmpty: Bool { entries.isEmpty }

    /// The element with the smallest key.
    var first: (key: Key, element: Element)? { isEmpty ? nil : entries[0] }

    /// Some element without others below it: a late one, found at no cost.
    var leaf: Element? { entries.last?.element }

    func key(of element: Element) -> Key? {
        places[element].map { entries[$0].key }
    }

    /// Adds the element or changes its key.
    mutating func set(_ element: Element, to key: Key) {
        if let place = places[element] {
            entries[place].key = key
            settle(place)
        } else {
            places[element] = entries.count
            entries.append((key, element))
            rise(entries.count - 1)
        }
    }

    /// Removes the element; false when it is not there.
    @discardableResult
    mutating func remove(_ element: Element) -> Bool {
        guard let place = places.removeValue(forKey: element) else { return false }
        let last = entries.removeLast()
        if place < entries.count {
            entries[place] = last
            places[last.element] = place
            settle(place)
        }
        return true
    }

    mutating func popFirst() -> (key: Key, element: Element)? {
        guard let first = entries.first else { return nil }
        remove(first.element)
        return first
    }

    private mutating func settle(_ place: Int) {
        rise(place)
        sink(place)
    }

    private mutating func rise(_ start: Int) {
        var place = start
        while place > 0 {
            let parent = (place - 1) / 2
            guard entries[place].key < entries[parent].key else { return }
            exchange(place, parent)
            place = parent
        }
    }

    private mutating func sink(_ start: Int) {
        var place = start
        while true {
            var least = place
            for child in 2 * place + 1...2 * place + 2 where child < entries.count {
                if entries[child].key < entries[least].key { least = child }
            }
            if least == place { return }
            exchange(place, least)
            place = least
        }
    }

    private mutating func exchange(_ left: Int, _ right: Int) {
        (entries[left], entries[right]) = (entries[right], entries[left])
        places[entries[left].element] = left
        places[entries[right].element] = right
    }
}

extension IndexedHeap: Sendable where Key: Sendable, Element: Sendable {}
