"""Draws the small pictures that ImagesTests reads, and writes beside them what Pillow and PyTorch make of them.

    pip install pillow numpy torch
    python scripts/make-picture-fixtures.py

decode-NAME.{jpg,png}        with decode-NAME.ppm: the picture upright in RGB
scaled-NAME.jpg              pictures of many blocks, of which parts are decoded, at scales
transform-WxH-SIZE-CROP.ppm  what the evaluation transform makes of drawn-WxH.png
normalized.f32               the floats [3, 24, 24] of transform-101x67-24-0.9.ppm
half.f32                     the floats [3, 48, 48] of transform-101x67-96-0.875.ppm at half resolution
"""
import io
import struct
import zlib
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageOps

FOLDER = Path(__file__).parent.parent / "Tests/ImagesTests/Fixtures"
MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
GREY, RGB, PALETTE, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6


def draw(width, height, channels=3):
    """Gradients, a disc, a frame and noise: every error of place, order or rounding shows."""
    y, x = np.mgrid[0:height, 0:width]
    planes = [255 * x / max(1, width - 1), 255 * y / max(1, height - 1), 128 + 90 * np.sin(x / 3 + y / 5),
              255 * ((x + y) % 7) / 6][:channels]
    image = np.stack(planes, -1)
    disc = (x - width * 0.4) ** 2 + (y - height * 0.6) ** 2 < (min(width, height) * 0.3) ** 2
    image[disc] = 255 - image[disc]
    image += np.random.default_rng(width * 1000 + height).normal(0, 12, image.shape)
    return image.clip(0, 255).round().astype(np.uint8)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed(samples, depth):
    """Rows of samples [height, width, channels] as PNG stores them, without filters."""
    rows = []
    for row in samples.reshape(len(samples), -1):
        if depth == 16:
            row = row.astype(">u2").tobytes()
        else:
            bits = np.unpackbits(row.astype(np.uint8)[:, None], axis=1)[:, 8 - depth:]
            row = np.packbits(bits.reshape(-1)).tobytes()
        rows.append(b"\0" + row)
    return b"".join(rows)


def png(samples, depth, colour, interlaced=False, extra=b""):
    """A PNG file of any depth and colour type; Pillow writes only some of them."""
    height, width = samples.shape[:2]
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    parts = [samples[y::dy, x::dx] for x, y, dx, dy in passes] if interlaced else [samples]
    data = zlib.compress(b"".join(packed(part, depth) for part in parts if part.size), 9)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + extra + chunk(b"IDAT", data) + chunk(b"IEND", b""))


def jpeg(image, mode="RGB", **options):
    file = io.BytesIO()
    Image.fromarray(image, mode).save(file, "JPEG", **{"quality": 90, **options})
    return file.getvalue()


def exif(orientation, order=">"):
    mark = b"MM" if order == ">" else b"II"
    entries = struct.pack(order + "HHIHH", 0x0112, 3, 1, orientation, 0)
    other = struct.pack(order + "HHII", 0x0100, 4, 1, 17)
    return mark + struct.pack(order + "HIH", 42, 8, 2) + other + entries + struct.pack(order + "I", 0)


def without_segment(file, marker):
    """A JPEG file less its first segment of that marker."""
    start = file.index(bytes([0xFF, marker]))
    length = struct.unpack(">H", file[start + 2:start + 4])[0]
    return file[:start] + file[start + 2 + length:]


def decoded_files():
    small, cmyk = draw(33, 21), draw(33, 21, 4)
    yield "420.jpg", jpeg(small, subsampling="4:2:0")
    yield "422.jpg", jpeg(small, subsampling="4:2:2")
    yield "444.jpg", jpeg(small, subsampling="4:4:4")
    yield "progressive.jpg", jpeg(draw(35, 21), progressive=True)
    yield "restarts.jpg", jpeg(small, restart_marker_blocks=2)
    yield "grey.jpg", jpeg(small[..., 0].copy(), "L")
    inks = jpeg(cmyk, "CMYK")
    adobe = inks.index(b"Adobe")
    yield "cmyk.jpg", inks
    yield "cmyk-unmarked.jpg", without_segment(inks, 0xEE)
    yield "ycck.jpg", inks[:adobe + 11] + b"\2" + inks[adobe + 12:]
    start = inks.index(b"\xff\xda")
    yield "untidy.jpg", inks[:start] + b"\0\0\0" + inks[start:]
    turned = draw(19, 11)
    for orientation in range(1, 9):
        order = "<" if orientation % 2 else ">"
        yield f"turned{orientation}.jpg", jpeg(turned, subsampling="4:4:4", exif=b"Exif\0\0" + exif(orientation, order))
    yield "turned9.jpg", jpeg(turned, exif=b"Exif\0\0" + exif(9))
    for orientation in (5, 6, 8):
        yield f"turned{orientation}.png", png(turned, 8, RGB, extra=chunk(b"eXIf", exif(orientation)))
    yield "turned6-interlaced.png", png(turned, 8, RGB, True, extra=chunk(b"eXIf", exif(6)))

    four, wide = draw(23, 17, 4), draw(23, 17, 4).astype(np.uint16) * 257 + 3
    wide[3:9, 4:12] //= 300
    palette = np.random.default_rng(5).integers(0, 256, (256, 3), dtype=np.uint8)
    transparent = chunk(b"tRNS", bytes([0, 128, 255]))
    for interlaced in (False, True):
        name = "-interlaced" if interlaced else ""
        yield f"rgb{name}.png", png(four[..., :3], 8, RGB, interlaced)
        yield f"rgba{name}.png", png(four, 8, RGBA, interlaced)
        yield f"grey-alpha{name}.png", png(four[..., :2], 8, GREY_ALPHA, interlaced)
        for depth in (1, 2, 4, 8, 16):
            samples = wide[..., :1] if depth == 16 else four[..., :1] >> (8 - depth)
            yield f"grey{depth}{name}.png", png(samples, depth, GREY, interlaced)
        for depth in (1, 2, 4, 8):
            colours = chunk(b"PLTE", palette[:2 ** depth].tobytes())
            yield f"palette{depth}{name}.png", png(four[..., :1] >> (8 - depth), depth, PALETTE, interlaced, colours)
        yield f"rgb16{name}.png", png(wide[..., :3], 16, RGB, interlaced)
        yield f"rgba16{name}.png", png(wide, 16, RGBA, interlaced)
        yield f"grey-alpha16{name}.png", png(wide[..., :2], 16, GREY_ALPHA, interlaced)
    colours = chunk(b"PLTE", palette.tobytes())
    yield "palette-transparent.png", png(four[..., :1], 8, PALETTE, extra=colours + transparent)
    yield "grey-transparent.png", png(four[..., :1], 8, GREY, extra=chunk(b"tRNS", struct.pack(">H", 128)))
    yield "rgb-transparent.png", png(four[..., :3], 8, RGB, extra=chunk(b"tRNS", struct.pack(">HHH", 1, 2, 3)))


def evaluated(image, size, crop):
    """The evaluation transform that the models are trained and measured with."""
    short = int(size / crop)
    if min(image.size) != short:
        image = image.resize((short, int(short * image.height / image.width)) if image.width <= image.height else
                             (int(short * image.width / image.height), short), Image.BICUBIC)
    left, top = round((image.width - size) / 2), round((image.height - size) / 2)
    return image.crop((left, top, left + size, top + size))


def normalized(square):
    pixels = torch.from_numpy(np.asarray(square).copy()).permute(2, 0, 1)
    mean, deviation = (torch.tensor(values).view(3, 1, 1) for values in (MEAN, DEVIATION))
    return (pixels.float() / 255 - mean) / deviation


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    for name, file in decoded_files():
        (FOLDER / f"decode-{name}").write_bytes(file)
        with Image.open(io.BytesIO(file)) as image:
            ImageOps.exif_transpose(image).convert("RGB").save(FOLDER / f"decode-{name}.ppm")
    for subsampling in ("4:2:0", "4:2:2"):
        name = f"scaled-{subsampling.replace(':', '')}.jpg"
        (FOLDER / name).write_bytes(jpeg(draw(149, 101), subsampling=subsampling))
    for width, height, *cases in [
        (1, 1, (32, 0.875)), (3, 150, (32, 0.875)), (150, 3, (24, 1.0)), (37, 29, (32, 0.875), (32, 0.9), (32, 1.0)),
        (101, 67, (32, 0.875), (24, 0.9), (33, 1.0), (96, 0.875)), (67, 101, (32, 0.875), (31, 0.9)),
        (45, 36, (32, 0.875)), (36, 47, (32, 0.875)), (32, 32, (32, 1.0)), (80, 50, (16, 0.875), (15, 0.875)),
    ]:
        picture = Image.fromarray(draw(width, height))
        picture.save(FOLDER / f"drawn-{width}x{height}.png")
        for size, crop in cases:
            evaluated(picture, size, crop).save(FOLDER / f"transform-{width}x{height}-{size}-{crop}.ppm")
    drawn = Image.fromarray(draw(101, 67))
    (FOLDER / "normalized.f32").write_bytes(normalized(evaluated(drawn, 24, 0.9)).numpy().tobytes())
    planes = normalized(evaluated(drawn, 96, 0.875))
    half = torch.nn.functional.interpolate(planes[None], (48, 48), mode="bilinear", align_corners=True)[0]
    (FOLDER / "half.f32").write_bytes(half.numpy().tobytes())


if __name__ == "__main__":
    main()
