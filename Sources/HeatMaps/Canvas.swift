import CCairo
import Images

/// A white sheet of paper that is drawn on with Cairo, antialiased, text in DejaVu Sans.
struct Canvas: ~Copyable {
    /// To which side of its position a text goes.
    enum Alignment {
        case left
        case center
        case right
    }

    let width: Int
    let height: Int
    private let surface: OpaquePointer
    private let context: OpaquePointer

    init(width: Int, height: Int) throws(HeatMapError) {
        let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height))
        let context = cairo_create(surface)
        guard let surface, let context, cairo_status(context) == CAIRO_STATUS_SUCCESS else {
            let reason = String(cString: cairo_status_to_string(cairo_status(context)))
            cairo_destroy(context)
            cairo_surface_destroy(surface)
            throw .drawing(reason: reason)
        }
        (self.width, self.height) = (width, height)
        (self.surface, self.context) = (surface, context)
        fill(Rectangle(x: 0, y: 0, width: Double(width), height: Double(height)), .paper)
    }

    deinit {
        cairo_destroy(context)
        cairo_surface_destroy(surface)
    }

    /// Fills a rectangle, its corners rounded where a radius is given.
    func fill(_ rectangle: Rectangle, _ ink: Ink, radius: Double = 0) {
        outline(rectangle, radius)
        use(ink)
        cairo_fill(context)
    }

    /// Draws a rectangle's edge, centred on it.
    func stroke(_ rectangle: Rectangle, _ ink: Ink, width: Double, radius: Double = 0) {
        outline(rectangle, radius)
        use(ink)
        cairo_set_line_width(context, width)
        cairo_stroke(context)
    }

    /// Hatches a rectangle with rising lines.
    func hatch(_ rectangle: Rectangle, _ ink: Ink, step: Double, width: Double) {
        cairo_save(context)
        outline(rectangle, 0)
        cairo_clip(context)
        var offset = step / 2
        while offset < rectangle.width + rectangle.height {
            cairo_move_to(context, rectangle.x + offset, rectangle.y)
            cairo_line_to(context, rectangle.x + offset - rectangle.height, rectangle.y + rectangle.height)
            offset += step
        }
        use(ink)
        cairo_set_line_width(context, width)
        cairo_stroke(context)
        cairo_restore(context)
    }

    /// Copies a picture to the sheet, pixel by pixel, its upper left corner at (x, y).
    mutating func place(_ picture: borrowing Picture, x: Int, y: Int) {
        cairo_surface_flush(surface)
        guard let start = cairo_image_surface_get_data(surface) else { return }
        let stride = Int(cairo_image_surface_get_stride(surface))
        for row in 0..<min(picture.height, height - y) {
            let target = UnsafeMutableRawPointer(start + (y + row) * stride)
            for column in 0..<min(picture.width, width - x) {
                let pixel = picture[row, column]
                let word = UInt32(pixel.red) << 16 | UInt32(pixel.green) << 8 | UInt32(pixel.blue)
                target.storeBytes(of: word, toByteOffset: 4 * (x + column), as: UInt32.self)
            }
        }
        cairo_surface_mark_dirty(surface)
    }

    /// Writes one line of text; what is wider than `limit` ends in an ellipsis. Returns the width written.
    @discardableResult
    func write(
        _ text: String,
        x: Double,
        baseline: Double,
        size: Double,
        bold: Bool = false,
        ink: Ink = .text,
        alignment: Alignment = .left,
        limit: Double = .infinity
    ) -> Double {
        cairo_select_font_face(
            context,
            "DejaVu Sans",
            CAIRO_FONT_SLANT_NORMAL,
            bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL
        )
        cairo_set_font_size(context, size)
        var line = text
        var kept = text
        while advance(line) > limit, !kept.isEmpty {
            kept.removeLast()
            line = kept + "…"
        }
        let width = advance(line)
        let shift =
            switch alignment {
            case .left: 0.0
            case .center: width / 2
            case .right: width
            }
        use(ink)
        cairo_move_to(context, x - shift, baseline)
        cairo_show_text(context, line)
        return width
    }

    /// The sheet as a picture.
    consuming func picture() throws(HeatMapError) -> Picture {
        let status = cairo_status(context)
        cairo_surface_flush(surface)
        guard status == CAIRO_STATUS_SUCCESS, let start = cairo_image_surface_get_data(surface) else {
            throw .drawing(reason: String(cString: cairo_status_to_string(status)))
        }
        let stride = Int(cairo_image_surface_get_stride(surface))
        var picture = Picture(width: width, height: height)
        for row in 0..<height {
            let source = UnsafeRawPointer(start + row * stride)
            for column in 0..<width {
                let word = source.load(fromByteOffset: 4 * column, as: UInt32.self)
                picture[row, column] = Colour(
                    red: UInt8(word >> 16 & 255),
                    green: UInt8(word >> 8 & 255),
                    blue: UInt8(word & 255)
                )
            }
        }
        return picture
    }

    private func use(_ ink: Ink) {
        cairo_set_source_rgba(context, ink.red, ink.green, ink.blue, ink.alpha)
    }

    private func advance(_ text: String) -> Double {
        var extents = cairo_text_extents_t()
        cairo_text_extents(context, text, &extents)
        return extents.x_advance
    }

    private func outline(_ rectangle: Rectangle, _ radius: Double) {
        cairo_new_path(context)
        let (left, top) = (rectangle.x, rectangle.y)
        let (right, bottom) = (left + rectangle.width, top + rectangle.height)
        guard radius > 0 else { return cairo_rectangle(context, left, top, right - left, bottom - top) }
        let quarter = Double.pi / 2
        cairo_arc(context, right - radius, top + radius, radius, -quarter, 0)
        cairo_arc(context, right - radius, bottom - radius, radius, 0, quarter)
        cairo_arc(context, left + radius, bottom - radius, radius, quarter, 2 * quarter)
        cairo_arc(context, left + radius, top + radius, radius, 2 * quarter, 3 * quarter)
        cairo_close_path(context)
    }
}
