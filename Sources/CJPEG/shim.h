// libjpeg-turbo's row interface. libjpeg reports errors by a function that must not return, so every call that may fail
// is wrapped here by one that says 1 (done) or 0 (failed, with a message).
#pragma once
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <jpeglib.h>
#include <jerror.h>

typedef struct jpeg_reader {
    struct jpeg_decompress_struct picture;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf escape;
    char message[JMSG_LENGTH_MAX];
    int ended_early;  // the file ended before the picture did
} jpeg_reader;

static void jpeg_reader_fail(j_common_ptr picture) {
    jpeg_reader *reader = (jpeg_reader *)picture;
    picture->err->format_message(picture, reader->message);
    longjmp(reader->escape, 1);
}

// Of the warnings only the end of the file matters: other libraries also decode files that merely are untidy.
static void jpeg_reader_warn(j_common_ptr picture, int level) {
    if (level < 0 && picture->err->msg_code == JWRN_JPEG_EOF) ((jpeg_reader *)picture)->ended_early = 1;
}

// A few kilobytes of progressive scans can cost minutes; no camera writes more than some dozens.
static void jpeg_reader_limit_scans(j_common_ptr picture) {
    jpeg_reader *reader = (jpeg_reader *)picture;
    if (reader->picture.input_scan_number <= 500) return;
    strcpy(reader->message, "it has more than 500 progressive scans");
    longjmp(reader->escape, 1);
}

// Never NULL unless memory is out.
static inline jpeg_reader *jpeg_reader_create(void) {
    jpeg_reader *reader = calloc(1, sizeof(jpeg_reader));
    if (!reader) return NULL;
    reader->picture.err = jpeg_std_error(&reader->errors);
    reader->errors.error_exit = jpeg_reader_fail;
    reader->errors.emit_message = jpeg_reader_warn;
    if (setjmp(reader->escape)) {
        free(reader);
        return NULL;
    }
    jpeg_create_decompress(&reader->picture);
    reader->progress.progress_monitor = jpeg_reader_limit_scans;
    reader->picture.progress = &reader->progress;
    return reader;
}

static inline void jpeg_reader_destroy(jpeg_reader *reader) {
    jpeg_destroy_decompress(&reader->picture);
    free(reader);
}

// Reads up to the picture's size and components; keeps EXIF. Forgets the picture before.
static inline int jpeg_reader_read_header(jpeg_reader *reader, FILE *file) {
    if (setjmp(reader->escape)) return 0;
    jpeg_abort_decompress(&reader->picture);
    reader->ended_early = 0;
    jpeg_stdio_src(&reader->picture, file);
    jpeg_save_markers(&reader->picture, JPEG_APP0 + 1, 0xFFFF);
    return jpeg_read_header(&reader->picture, TRUE) == JPEG_HEADER_OK;
}

// Begins decoding at as many eighths of the size: rows of CMYK for four components, of RGB for all else.
static inline int jpeg_reader_start(jpeg_reader *reader, int eighths) {
    if (setjmp(reader->escape)) return 0;
    reader->picture.scale_num = eighths;
    reader->picture.scale_denom = 8;
    reader->picture.out_color_space = reader->picture.num_components == 4 ? JCS_CMYK : JCS_RGB;
    return jpeg_start_decompress(&reader->picture);
}

// Begins decoding rows of luma alone at an eighth of the size. Four components have none: that fails.
static inline int jpeg_reader_start_coarse(jpeg_reader *reader) {
    if (setjmp(reader->escape)) return 0;
    reader->picture.out_color_space = JCS_GRAYSCALE;
    reader->picture.scale_num = 1;
    reader->picture.scale_denom = 8;
    reader->picture.dct_method = JDCT_IFAST;
    return jpeg_start_decompress(&reader->picture);
}

// Leaves out the rows above one, and columns outside of some, which are widened to what blocks allow.
static inline int jpeg_reader_narrow(jpeg_reader *reader, JDIMENSION *column, JDIMENSION *width, JDIMENSION row) {
    if (setjmp(reader->escape)) return 0;
    jpeg_crop_scanline(&reader->picture, column, width);
    return jpeg_skip_scanlines(&reader->picture, row) == row;
}

static inline int jpeg_reader_read_row(jpeg_reader *reader, unsigned char *row) {
    if (setjmp(reader->escape)) return 0;
    return jpeg_read_scanlines(&reader->picture, &row, 1) == 1;
}

// The TIFF structure of the EXIF marker and its length, NULL where there is none.
static inline const unsigned char *jpeg_reader_exif(const jpeg_reader *reader, size_t *length) {
    for (jpeg_saved_marker_ptr marker = reader->picture.marker_list; marker; marker = marker->next) {
        if (marker->marker == JPEG_APP0 + 1 && marker->data_length > 6 && !memcmp(marker->data, "Exif\0", 6)) {
            *length = marker->data_length - 6;
            return marker->data + 6;
        }
    }
    return NULL;
}

static inline const char *jpeg_reader_message(const jpeg_reader *reader) { return reader->message; }

typedef struct jpeg_writer {
    struct jpeg_compress_struct picture;
    struct jpeg_error_mgr errors;
    struct jpeg_destination_mgr destination;
    jmp_buf escape;
    char message[JMSG_LENGTH_MAX];
    unsigned char *bytes;  // the last file, kept for the next one
    size_t capacity;
    size_t count;
} jpeg_writer;

static void jpeg_writer_fail(j_common_ptr picture) {
    jpeg_writer *writer = (jpeg_writer *)picture;
    picture->err->format_message(picture, writer->message);
    longjmp(writer->escape, 1);
}

static void jpeg_writer_begin(j_compress_ptr picture) {
    jpeg_writer *writer = (jpeg_writer *)picture;
    writer->destination.next_output_byte = writer->bytes;
    writer->destination.free_in_buffer = writer->capacity;
}

// Called when the buffer is full to the last byte.
static boolean jpeg_writer_grow(j_compress_ptr picture) {
    jpeg_writer *writer = (jpeg_writer *)picture;
    unsigned char *bytes = realloc(writer->bytes, 2 * writer->capacity);
    if (!bytes) ERREXIT1(picture, JERR_OUT_OF_MEMORY, 0);
    writer->bytes = bytes;
    writer->destination.next_output_byte = bytes + writer->capacity;
    writer->destination.free_in_buffer = writer->capacity;
    writer->capacity *= 2;
    return TRUE;
}

static void jpeg_writer_end(j_compress_ptr picture) {
    jpeg_writer *writer = (jpeg_writer *)picture;
    writer->count = writer->capacity - writer->destination.free_in_buffer;
}

static inline void jpeg_writer_destroy(jpeg_writer *writer) {
    jpeg_destroy_compress(&writer->picture);
    free(writer->bytes);
    free(writer);
}

// Never NULL unless memory is out.
static inline jpeg_writer *jpeg_writer_create(void) {
    jpeg_writer *writer = calloc(1, sizeof(jpeg_writer));
    if (!writer) return NULL;
    writer->picture.err = jpeg_std_error(&writer->errors);
    writer->errors.error_exit = jpeg_writer_fail;
    writer->capacity = 32768;
    writer->bytes = malloc(writer->capacity);
    if (!writer->bytes || setjmp(writer->escape)) {
        free(writer->bytes);
        free(writer);
        return NULL;
    }
    jpeg_create_compress(&writer->picture);
    writer->destination.init_destination = jpeg_writer_begin;
    writer->destination.empty_output_buffer = jpeg_writer_grow;
    writer->destination.term_destination = jpeg_writer_end;
    writer->picture.dest = &writer->destination;
    return writer;
}

// Writes rows of RGB, `stride` bytes apart, as a baseline file with a full-resolution chroma and Huffman tables of its
// own; the file is in `bytes`, `count` of them.
static inline int jpeg_writer_write(jpeg_writer *writer, const unsigned char *rgb, size_t stride, unsigned width,
                                    unsigned height, int quality) {
    j_compress_ptr picture = &writer->picture;
    if (setjmp(writer->escape)) {
        jpeg_abort_compress(picture);
        return 0;
    }
    picture->image_width = width;
    picture->image_height = height;
    picture->input_components = 3;
    picture->in_color_space = JCS_RGB;
    jpeg_set_defaults(picture);
    jpeg_set_quality(picture, quality, TRUE);
    for (int i = 0; i < 3; i++) picture->comp_info[i].h_samp_factor = picture->comp_info[i].v_samp_factor = 1;
    picture->optimize_coding = TRUE;
    jpeg_start_compress(picture, TRUE);
    while (picture->next_scanline < height) {
        JSAMPROW row = (JSAMPROW)(rgb + stride * picture->next_scanline);
        jpeg_write_scanlines(picture, &row, 1);
    }
    jpeg_finish_compress(picture);
    return 1;
}

static inline const char *jpeg_writer_message(const jpeg_writer *writer) { return writer->message; }
