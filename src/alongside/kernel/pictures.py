"""Pictures that people upload: measured, freed of what they tell in secret, and made small (INF-8).

The picture itself is not encoded anew, so nothing is lost: only the parts that carry place, camera, comments or
appended data are cut out. Its turn (orientation) is kept.
"""

import io
import struct
import warnings
import zlib
from dataclasses import dataclass

from alongside.kernel.later import Later

PIL, Image, ImageOps = Later("PIL"), Later("PIL.Image"), Later("PIL.ImageOps")

MOST_PIXELS = 80_000_000
THUMBNAIL_SIZE = (640, 640)
FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}

_ORIENTATION = 0x0112
_TURNED = {5, 6, 7, 8}
_PNG_KEPT = {
    b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"sBIT", b"bKGD",
    b"pHYs", b"acTL", b"fcTL", b"fdAT",
}  # fmt: skip
_WEBP_DROPPED = {b"EXIF", b"XMP "}
_WEBP_EXIF_AND_XMP_FLAGS = 0x0C


class DamagedPicture(ValueError):
    """The bytes are no whole picture of a format that we take."""


class HugePicture(ValueError):
    """The picture has more than MOST_PIXELS pixels."""


@dataclass(frozen=True)
class Picture:
    """A picture fit to keep: as a person sees it, so many pixels wide and high."""

    content_type: str
    data: bytes
    width: int
    height: int
    thumbnail: bytes  # JPEG


def prepared(data):
    """The picture without metadata, with its thumbnail. Raises DamagedPicture or HugePicture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=list(FORMATS)) as image:
                kind = image.format
                width, height = image.size
                if width * height > MOST_PIXELS:
                    raise HugePicture
                orientation = image.getexif().get(_ORIENTATION, 1)
                thumbnail = _thumbnail(image)
        if kind == "JPEG":
            data = _bare_jpeg(data, orientation)
        elif kind == "PNG":
            data = _bare_png(data, orientation)
        elif kind == "WEBP":
            data = _bare_webp(data, orientation)
    except HugePicture:
        raise
    except (Image.DecompressionBombError, MemoryError) as error:
        raise HugePicture from error
    except (PIL.UnidentifiedImageError, OSError, ValueError, SyntaxError, struct.error, IndexError, EOFError, TypeError,
            KeyError, ZeroDivisionError, OverflowError) as error:  # fmt: skip
        raise DamagedPicture from error
    if orientation in _TURNED:
        width, height = height, width
    return Picture(FORMATS[kind or ""], data, width, height, thumbnail)


def _thumbnail(image):
    image.draft("RGB", (THUMBNAIL_SIZE[0] * 2, THUMBNAIL_SIZE[1] * 2))
    image.load()
    # Reduced first: turning and converting a photo of full size would cost hundreds of megabytes.
    image.thumbnail(THUMBNAIL_SIZE)
    small = ImageOps.exif_transpose(image)
    if small.mode in ("RGBA", "LA", "P", "PA"):
        small = small.convert("RGBA")
        ground = Image.new("RGB", small.size, "white")
        ground.paste(small, mask=small.getchannel("A"))
        small = ground
    out = io.BytesIO()
    small.convert("RGB").save(out, "JPEG", quality=80, optimize=True)
    return out.getvalue()


def _turn(orientation):
    """An Exif block that holds the orientation and nothing else."""
    return b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHIHH", _ORIENTATION, 3, 1, orientation, 0) + b"\0\0\0\0"


def _has_turn(orientation):
    return isinstance(orientation, int) and 2 <= orientation <= 8


def _bare_jpeg(data, orientation):
    kept = [b"\xff\xd8"]
    if _has_turn(orientation):
        body = b"Exif\0\0" + _turn(orientation)
        kept.append(b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body)
    at = 2
    while True:
        if data[at] != 0xFF:
            raise DamagedPicture
        while data[at + 1] == 0xFF:
            at += 1
        marker = data[at + 1]
        if marker == 0xD9:
            kept.append(b"\xff\xd9")
            return b"".join(kept)
        length = struct.unpack_from(">H", data, at + 2)[0]
        end = at + 2 + length
        if _is_kept_in_jpeg(marker, data[at + 4 : at + 16]):
            kept.append(data[at:end])
        if marker == 0xDA:
            at, end = end, _end_of_scan(data, end)
            kept.append(data[at:end])
        at = end


def _is_kept_in_jpeg(marker, start):
    if marker == 0xE2:
        return start.startswith(b"ICC_PROFILE\0")
    return marker in (0xE0, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _end_of_scan(data, at):
    while True:
        at = data.index(b"\xff", at)
        if data[at + 1] == 0 or 0xD0 <= data[at + 1] <= 0xD7:
            at += 2
        elif data[at + 1] == 0xFF:
            at += 1
        else:
            return at


def _bare_png(data, orientation):
    kept, at = [data[:8]], 8
    while True:
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            raise DamagedPicture
        if kind in _PNG_KEPT:
            kept.append(data[at:end])
        if kind == b"IHDR" and _has_turn(orientation):
            body = b"eXIf" + _turn(orientation)
            kept.append(struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body)))
        if kind == b"IEND":
            return b"".join(kept)
        at = end


def _bare_webp(data, orientation):
    total = min(struct.unpack_from("<I", data, 4)[0] + 8, len(data))
    kept, at, extended = [], 12, None
    while at + 8 <= total:
        kind, length = struct.unpack_from("<4sI", data, at)
        end = at + 8 + length + length % 2
        if kind == b"VP8X":
            extended = len(kept)
        if kind not in _WEBP_DROPPED:
            kept.append(data[at:end])
        at = end
    if extended is not None:
        head = bytearray(kept[extended])
        head[8] &= ~_WEBP_EXIF_AND_XMP_FLAGS & 0xFF
        if _has_turn(orientation):
            head[8] |= 0x08
            body = _turn(orientation)
            kept.append(b"EXIF" + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2))
        kept[extended] = bytes(head)
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body
