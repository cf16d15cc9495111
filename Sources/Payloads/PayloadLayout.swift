import LFViT
import Wire

/// Which frames a payload has, in their order, and what each may be: the one list that writer and reader share.
struct PayloadLayout {
    /// One frame's place.
    struct Slot {
        let kind: PayloadFrame.Kind
        let encodings: [PayloadFrame.Encoding]
        let rows: Int
        let columns: Int
    }

    let slots: [Slot]

    /// The layout of a payload for a region of `side` x `side` cells of which `kept` are looked at closely.
    init(_ kind: PayloadKind, _ geometry: Geometry, side: Int, kept: Int) {
        let (image, grid) = (geometry.image, geometry.grid)
        let pixels: [PayloadFrame.Encoding] = [.jpeg, .png, .rgb8]
        func square(_ kind: PayloadFrame.Kind, _ encodings: [PayloadFrame.Encoding], _ side: Int) -> Slot {
            Slot(kind: kind, encodings: encodings, rows: side, columns: side)
        }
        func features(_ encodings: [PayloadFrame.Encoding]) -> Slot {
            Slot(kind: .features, encodings: encodings, rows: kept, columns: geometry.dim)
        }
        let attention = square(.gcaMap, [.float32], grid)
        switch kind {
        case .features:
            // A region that is the whole picture has nothing around it.
            let context = side < grid ? [square(.contextPixels, pixels, image / 2)] : []
            let region = square(.regionPixels, pixels, side * image / grid)
            slots = [attention, features([.signed8, .float32]), region] + context
        case .pixels: slots = [attention, square(.picture, pixels, image)]
        case .exact: slots = [attention, square(.picture, [.rgb8], image), features([.float32])]
        }
    }

    /// The layout for a model that looks at whole pictures: `pixels`, or `exact`.
    init(picture kind: PayloadKind, image: Int) throws(PayloadError) {
        let encodings: [PayloadFrame.Encoding] =
            switch kind {
            case .pixels: [.jpeg, .png, .rgb8]
            case .exact: [.rgb8]
            case .features: throw .unexpected("payload", found: "features", expected: "pixels or exact")
            }
        slots = [Slot(kind: .picture, encodings: encodings, rows: image, columns: image)]
    }

    /// Checks the described frames and the sizes of those that came, before any byte is looked at.
    func check(_ frames: [PayloadFrame], _ bytes: [UnsafeRawBufferPointer]) throws(PayloadError) {
        let names = slots.map(\.kind.name).joined(separator: ", ")
        guard frames.count == slots.count, zip(frames, slots).allSatisfy({ $0.kind == $1.kind }) else {
            let found = frames.map(\.kind.name).joined(separator: ", ")
            throw .unexpected("payload frames", found: found, expected: names)
        }
        guard bytes.count == frames.count else {
            throw .unexpected("payload frames", found: "\(bytes.count)", expected: "\(frames.count) (\(names))")
        }
        for index in slots.indices { try slots[index].check(frames[index], byteCount: bytes[index].count) }
    }
}

extension PayloadLayout.Slot {
    fileprivate func check(_ frame: PayloadFrame, byteCount: Int) throws(PayloadError) {
        guard encodings.contains(frame.encoding) else {
            let expected = encodings.map { "\($0)" }.joined(separator: ", ")
            throw .unexpected("\(kind.name) encoding", found: "\(frame.encoding)", expected: expected)
        }
        guard frame.rows == rows, frame.columns == columns else {
            throw .unexpected(
                "\(kind.name) extents", found: "\(frame.rows) x \(frame.columns)", expected: "\(rows) x \(columns)")
        }
        let needed: Int? =
            switch frame.encoding {
            case .rgb8: 3 * rows * columns
            case .float32: 4 * rows * columns
            case .float16: 2 * rows * columns
            case .signed8: rows * columns
            case .jpeg, .png: nil
            }
        guard byteCount == needed ?? frame.byteCount, frame.byteCount == byteCount else {
            throw .unexpected(
                "\(kind.name) bytes", found: "\(byteCount), described as \(frame.byteCount)",
                expected: "\(needed ?? frame.byteCount)")
        }
    }
}
