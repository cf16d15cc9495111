"""Pictures for training: a folder or a tar of folders, one a class; augmentation as DeiT's, or crops for distillation."""
import io
import pathlib
import random
import tarfile

import numpy as np
import torch
from PIL import Image
from timm.data import create_transform
from torchvision.transforms.functional import adjust_brightness, adjust_contrast, adjust_saturation

Image.MAX_IMAGE_PIXELS = None
suffixes = {".jpg", ".jpeg", ".png", ".webp"}


class Pictures(torch.utils.data.Dataset):
    """Encoded pictures in memory, decoded and augmented when asked for: (picture [3,S,S] in 0..1, class or -1).

    Folders named by a number are that class; with `by_name`, all others count up in the order of their names.
    """

    def __init__(self, sources, augment, by_name=False, limit=None):
        self.augment, self.encoded, names = augment, [], []
        for source in sources:
            for name, data in read(pathlib.Path(source)):
                names.append(name)
                self.encoded.append(data)
        if not names:
            raise SystemExit(f"{', '.join(map(str, sources))}: no pictures in folders (CLASS/PICTURE.jpg)")
        if by_name:
            order = {name: number for number, name in enumerate(sorted(set(names)))}
            self.labels = [order[name] for name in names]
        else:
            self.labels = [int(name) if name.isdigit() else -1 for name in names]
        if limit:
            chosen = random.Random(0).sample(range(len(names)), min(limit, len(names)))
            self.encoded, self.labels = [self.encoded[i] for i in chosen], [self.labels[i] for i in chosen]

    def __len__(self):
        return len(self.encoded)

    def __getitem__(self, index):
        picture = Image.open(io.BytesIO(self.encoded[index]))
        picture.draft("RGB", (320, 320))
        return self.augment(picture.convert("RGB")), self.labels[index]


def read(source):
    """-> (name of the folder, bytes of the picture), of a folder or a tar."""
    if source.is_dir():
        for path in sorted(source.rglob("*")):
            if path.suffix.lower() in suffixes:
                yield path.parent.name, path.read_bytes()
        return
    if not source.is_file():
        raise SystemExit(f"{source}: neither a folder of pictures nor a tar")
    with tarfile.open(source) as archive:
        for member in archive:
            path = pathlib.PurePath(member.name)
            if member.isfile() and path.suffix.lower() in suffixes:
                yield path.parent.name, archive.extractfile(member).read()


def deit(size, erase=0.25):
    """DeiT's augmentation: random crops, RandAugment m9-mstd0.5-inc1, colour, erasing; not normalised."""
    return create_transform(size, is_training=True, color_jitter=0.4, auto_augment="rand-m9-mstd0.5-inc1",
                            interpolation="bicubic", re_prob=erase, re_mode="pixel", mean=(0, 0, 0), std=(1, 1, 1))


class DistillationCrops:
    """Crops of 20 to 100 % of a picture, mirrored, with changed light: what a teacher can still judge.

    Objects come to lie off the centre, or the choice of a region would learn to like the middle.
    """

    def __init__(self, size, least=0.2):
        self.size, self.least = size, least

    def __call__(self, picture):
        width, height = picture.size
        for _ in range(10):
            area, ratio = random.uniform(self.least, 1) * width * height, np.exp(random.uniform(-0.29, 0.29))
            w, h = round((area * ratio) ** 0.5), round((area / ratio) ** 0.5)
            if w <= width and h <= height:
                break
        else:
            w = h = min(width, height)
        left, top = random.randint(0, width - w), random.randint(0, height - h)
        picture = picture.resize((self.size, self.size), Image.BICUBIC, box=(left, top, left + w, top + h))
        if random.random() < 0.5:
            picture = picture.transpose(Image.FLIP_LEFT_RIGHT)
        pixels = torch.from_numpy(np.asarray(picture).copy()).permute(2, 0, 1).float() / 255
        if random.random() < 0.5:
            pixels = adjust_brightness(pixels, random.uniform(0.7, 1.3))
            pixels = adjust_contrast(pixels, random.uniform(0.7, 1.3))
            pixels = adjust_saturation(pixels, random.uniform(0.7, 1.3))
        return pixels


def normalised(pixels, config):
    """[B,3,S,S] in 0..1 -> the model's own scale."""
    mean, std = (torch.tensor(config[key], device=pixels.device).view(3, 1, 1) for key in ("mean", "std"))
    return (pixels - mean) / std


def mixed_pairs(pixels):
    """Each picture of a batch mixed with another one's, in a share drawn for each; a teacher judges them like any."""
    share = torch.rand(len(pixels), 1, 1, 1, device=pixels.device)
    return share * pixels + (1 - share) * pixels.flip(0)
