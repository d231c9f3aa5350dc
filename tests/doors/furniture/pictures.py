"""A picture that somebody uploads."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image


def a_picture(name: str) -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "red").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")
