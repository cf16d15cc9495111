// libpng's row interface. libpng reports errors by a function that must not return, so every call that may fail is
// wrapped here by one that says 1 (done) or 0 (failed, with a message).
#pragma once
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <png.h>

typedef struct png_reader {
    png_structp png;
    png_infop info;
    FILE *file;
    char message[128];
    int ended_early;  // the file ended before the picture did
    int passes;       // 7 where interlaced, else 1
} png_reader;

static void png_reader_fail(png_structp png, png_const_charp message) {
    png_reader *reader = png_get_error_ptr(png);
    snprintf(reader->message, sizeof(reader->message), "%s", message);
    png_longjmp(png, 1);
}

static void png_reader_warn(png_structp png, png_const_charp message) {}

static void png_reader_read(png_structp png, png_bytep bytes, size_t count) {
    png_reader *reader = png_get_io_ptr(png);
    if (fread(bytes, 1, count, reader->file) == count) return;
    reader->ended_early = 1;
    png_error(png, "the file ends early");
}

// 16-bit grey to 8 bits as Pillow does it, which saturates where other 16-bit formats keep the high byte.
static void png_reader_saturate(png_structp png, png_row_infop row, png_bytep bytes) {
    size_t count = (size_t)row->width * row->channels;
    for (size_t i = 0; i < count; i++) bytes[i] = bytes[2 * i] ? 255 : bytes[2 * i + 1];
}

// Never NULL unless memory is out.
static inline png_reader *png_reader_create(FILE *file) {
    png_reader *reader = calloc(1, sizeof(png_reader));
    if (!reader) return NULL;
    reader->file = file;
    reader->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, reader, png_reader_fail, png_reader_warn);
    reader->info = reader->png ? png_create_info_struct(reader->png) : NULL;
    if (reader->info) return reader;
    png_destroy_read_struct(&reader->png, NULL, NULL);
    free(reader);
    return NULL;
}

static inline void png_reader_destroy(png_reader *reader) {
    png_destroy_read_struct(&reader->png, &reader->info, NULL);
    free(reader);
}

// Reads up to the picture's size.
static inline int png_reader_read_header(png_reader *reader) {
    if (setjmp(png_jmpbuf(reader->png))) return 0;
    png_set_read_fn(reader->png, reader, png_reader_read);
    png_read_info(reader->png, reader->info);
    return 1;
}

static inline unsigned png_reader_width(const png_reader *reader) {
    return png_get_image_width(reader->png, reader->info);
}

static inline unsigned png_reader_height(const png_reader *reader) {
    return png_get_image_height(reader->png, reader->info);
}

// Begins decoding: whatever is stored, rows come as 8-bit RGB, alpha dropped and not blended.
static inline int png_reader_start(png_reader *reader) {
    if (setjmp(png_jmpbuf(reader->png))) return 0;
    int depth = png_get_bit_depth(reader->png, reader->info);
    int colour = png_get_color_type(reader->png, reader->info);
    if (depth == 16 && colour == PNG_COLOR_TYPE_GRAY) {
        png_set_read_user_transform_fn(reader->png, png_reader_saturate);
        png_set_user_transform_info(reader->png, NULL, 8, 3);
    } else {
        png_set_strip_16(reader->png);
    }
    if (colour == PNG_COLOR_TYPE_GRAY && depth < 8) png_set_expand_gray_1_2_4_to_8(reader->png);
    if (colour == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(reader->png);
    png_set_strip_alpha(reader->png);
    png_set_gray_to_rgb(reader->png);
    reader->passes = png_set_interlace_handling(reader->png);
    png_read_update_info(reader->png, reader->info);
    if (png_get_rowbytes(reader->png, reader->info) != 3 * (size_t)png_reader_width(reader))
        png_error(reader->png, "its colour type is unknown");
    return 1;
}

// An interlaced picture's row must hold what the passes before have put there.
static inline int png_reader_read_row(png_reader *reader, unsigned char *row) {
    if (setjmp(png_jmpbuf(reader->png))) return 0;
    png_read_row(reader->png, row, NULL);
    return 1;
}

// The TIFF structure of the eXIf chunk and its length, NULL where none precedes the pixels.
static inline const unsigned char *png_reader_exif(png_reader *reader, size_t *length) {
    png_bytep bytes = NULL;
    png_uint_32 count = 0;
    if (!png_get_eXIf_1(reader->png, reader->info, &count, &bytes)) return NULL;
    *length = count;
    return bytes;
}

static inline const char *png_reader_message(const png_reader *reader) { return reader->message; }
