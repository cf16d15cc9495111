"""What an edge in Python says to a coordinator: its hello, and requests with the payload `pixels` (docs/protocol.md)."""
import io
import math
import struct

from PIL import Image


def square(path, side, crop):
    """The evaluation transform: short side to int(side / crop), centre crop."""
    picture = Image.open(path).convert("RGB")
    short = int(side / crop)
    width, height = picture.size
    size = (short, int(short * height / width)) if width <= height else (int(short * width / height), short)
    if min(width, height) != short:
        picture = picture.resize(size, Image.BICUBIC)
    left, top = round((picture.width - side) / 2), round((picture.height - side) / 2)
    return picture.crop((left, top, left + side, top + side))


def hello(envelope, info, name, incarnation, software):
    """The first message of an edge, with the fingerprint that `fovea model info --json` tells."""
    message = envelope(version=1)
    message.hello.role, message.hello.node, message.hello.incarnation = 1, name, incarnation
    message.hello.weights_fingerprint = bytes.fromhex(info["fingerprint"]["weights"])
    message.hello.geometry_fingerprint = bytes.fromhex(info["fingerprint"]["geometry"])
    message.hello.software, message.hello.precision = software, 1
    return message.SerializeToString()


def request(envelope, info, picture, incarnation, budget):
    """A FocusRequest, its sequence still 1, and its payload: the GCA map and the whole picture as JPEG without chroma
    subsampling. The class attention is flat but for a bump at the centre, so the region is the window in the middle."""
    n, m = info["grid"], info["regionSide"]
    middle = (n - m) // 2
    attention = [1 / (1 + abs(r - n // 2) + abs(c - n // 2)) for r in range(n) for c in range(n)]
    attention = list(struct.unpack(f"<{n * n}f", struct.pack(f"<{n * n}f", *attention)))
    window = [r * n + c for r in range(middle, middle + m) for c in range(middle, middle + m)]
    # The cells of largest attention, the lowest first among equals.
    kept = sorted(window, key=lambda cell: (-attention[cell], cell))[: math.ceil(m * m * info["alpha"])]
    mask = bytearray((n * n + 7) // 8)
    for cell in kept:
        mask[cell // 8] |= 1 << (cell % 8)
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=95, subsampling=0)
    payload = [struct.pack(f"<{n * n}f", *attention), jpeg.getvalue()]

    message = envelope(version=1)
    ask = message.focus_request
    ask.id.edge_incarnation, ask.id.sequence = incarnation, 1
    ask.camera, ask.frame, ask.budget_us, ask.payload = "python", 0, budget, 2
    region = ask.region
    region.image_side, region.region_side, region.region_index = info["image"], m, middle * (n - m + 1) + middle
    region.kept_cells, region.alpha = bytes(mask), info["alpha"]
    ask.frames.add(kind=5, encoding=4, byte_count=len(payload[0]), rows=n, columns=n)
    ask.frames.add(kind=1, encoding=1, byte_count=len(payload[1]), rows=info["image"], columns=info["image"])
    ask.localization.class_index, ask.localization.confidence = 0, 0.0
    return message, payload
