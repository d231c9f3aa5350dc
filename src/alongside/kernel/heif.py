"""Pictures of phones in HEIC or HEIF, turned into JPEG, which every browser shows (INF-8).

The libraries that read HEIC have met hostile files that crash them, so this file is also a program: each picture is
read in a process of its own, with little memory, little time and no environment. What goes wrong there ends nothing
here.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

MOST_PIXELS = 80_000_000
QUALITY = 90
SECONDS, MEMORY = 30, 3 * 1024**3
DAMAGED, HUGE = 3, 4  # how the program ends


class DamagedHeif(ValueError):
    """The bytes are no picture, or nothing that can be read in time."""


class HugeHeif(ValueError):
    """The picture has more than MOST_PIXELS pixels."""


def as_jpeg(data: bytes) -> bytes:
    """The picture as JPEG, upright, with its colours and without anything it tells of place, time or camera."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(Path(__file__))],
            input=data,
            capture_output=True,
            env={},
            timeout=SECONDS + 5,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise DamagedHeif("took too long") from error
    if done.returncode == HUGE:
        raise HugeHeif
    if done.returncode or not done.stdout:
        raise DamagedHeif(f"ended with {done.returncode}")
    return done.stdout


if __name__ == "__main__":
    # Only here: the server itself never loads the library that it does not trust.
    import io
    import resource

    import pillow_heif
    from PIL import Image

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pillow_heif.options.DECODE_THREADS = 1
    try:
        # pillow_heif turns the picture as the phone meant it and makes eight bits of ten
        heif = pillow_heif.open_heif(sys.stdin.buffer.read(), convert_hdr_to_8bit=True)
        if heif.size[0] * heif.size[1] > MOST_PIXELS:
            sys.exit(HUGE)
        profile = heif.info.get("icc_profile")
        image = heif.to_pillow()
        if image.mode in ("RGBA", "LA"):
            ground = Image.new("RGB", image.size, "white")
            ground.paste(image, mask=image.getchannel("A"))
            image = ground
        bare = Image.frombytes("RGB", image.size, image.convert("RGB").tobytes())
        out = io.BytesIO()
        bare.save(out, "JPEG", quality=QUALITY, icc_profile=profile)
    except Exception:  # whatever a damaged file does to the library
        sys.exit(DAMAGED)
    sys.stdout.buffer.write(out.getvalue())
