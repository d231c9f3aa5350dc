"""Pictures for the demo, drawn, so that nobody's home is shown: a stain on a ceiling, a face, a paper."""

from __future__ import annotations

from io import BytesIO
from random import Random

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFilter


def stain(seed: int) -> ContentFile:
    """A JPEG upload of a damp ceiling; another seed draws another stain."""
    chance = Random(seed)
    ceiling = Image.new("RGB", (960, 720), (226, 222, 212))
    water = Image.new("L", ceiling.size, 0)
    brush = ImageDraw.Draw(water)
    x, y = chance.randrange(300, 660), chance.randrange(220, 500)
    for _drop in range(60):
        reach = chance.randrange(30, 130)
        left, top = x + chance.gauss(0, 110), y + chance.gauss(0, 70)
        brush.ellipse(
            (left - reach, top - reach * 0.7, left + reach, top + reach * 0.7), fill=chance.randrange(40, 150)
        )
    water = water.filter(ImageFilter.GaussianBlur(22))
    ceiling.paste(Image.new("RGB", ceiling.size, (138, 112, 74)), mask=water)
    rim = water.filter(ImageFilter.FIND_EDGES).point(lambda value: min(255, value * 6))
    ceiling.paste(Image.new("RGB", ceiling.size, (96, 74, 46)), mask=rim.filter(ImageFilter.GaussianBlur(3)))
    corner = ImageDraw.Draw(ceiling)
    corner.line((0, 640, 960, 600), fill=(190, 186, 176), width=5)
    corner.polygon(((0, 642), (960, 602), (960, 720), (0, 720)), fill=(206, 203, 196))
    body = BytesIO()
    ceiling.save(body, "JPEG", quality=82)
    return ContentFile(body.getvalue(), name=f"天花板{seed + 1}.jpg")


# walls, floor, what stands in it
_ROOMS = (
    ((233, 228, 218), (186, 160, 128), (94, 122, 112)),
    ((224, 230, 232), (150, 132, 116), (160, 106, 74)),
    ((240, 235, 226), (204, 188, 164), (76, 92, 120)),
    ((228, 224, 230), (120, 108, 98), (178, 150, 96)),
)


def room(seed: int) -> ContentFile:
    """A JPEG upload of an empty corner with a window and a sofa; another seed furnishes another one."""
    chance = Random(seed)
    wall, floor, stuff = chance.choice(_ROOMS)
    picture = Image.new("RGB", (960, 720), wall)
    brush = ImageDraw.Draw(picture)
    corner = chance.randrange(240, 420)
    darker = tuple(part - 14 for part in wall)
    brush.polygon(((0, 0), (corner, 90), (corner, 470), (0, 600)), fill=darker)
    brush.polygon(((0, 600), (corner, 470), (960, 470), (960, 720), (0, 720)), fill=floor)
    for line in range(6):
        brush.line(
            (corner + line * 120, 470, corner - 200 + line * 190, 720),
            fill=tuple(part - 12 for part in floor),
            width=2,
        )
    left = corner + chance.randrange(70, 160)
    sky = (176 + chance.randrange(30), 206, 226)
    brush.rectangle((left, 120, left + 300, 350), fill=sky, outline=(250, 250, 248), width=14)
    brush.line((left + 150, 120, left + 150, 350), fill=(250, 250, 248), width=8)
    sofa = left - 30
    brush.rounded_rectangle((sofa, 400, sofa + 330, 500), 26, fill=stuff)
    brush.rounded_rectangle(
        (sofa - 24, 446, sofa + 354, 560), 30, fill=tuple(min(255, part + 16) for part in stuff)
    )
    brush.ellipse((100, 560, 260, 610), fill=tuple(part - 24 for part in floor))
    picture = picture.filter(ImageFilter.GaussianBlur(0.8))
    body = BytesIO()
    picture.save(body, "JPEG", quality=84)
    return ContentFile(body.getvalue(), name=f"房间{seed + 1}.jpg")


def face() -> ContentFile:
    """A JPEG upload of somebody, drawn in a few shapes: no real person's face."""
    picture = Image.new("RGB", (480, 480), (238, 228, 212))
    brush = ImageDraw.Draw(picture)
    brush.ellipse((60, 330, 420, 640), fill=(15, 107, 92))
    brush.ellipse((130, 70, 350, 350), fill=(54, 40, 34))
    brush.ellipse((160, 110, 320, 330), fill=(240, 205, 176))
    brush.rectangle((208, 300, 272, 370), fill=(240, 205, 176))
    brush.pieslice((140, 80, 340, 260), 180, 360, fill=(54, 40, 34))
    return _upload(picture.filter(ImageFilter.GaussianBlur(1)), "照片.jpg")


def paper() -> ContentFile:
    """A JPEG upload of a signed sheet: lines for words, a red seal."""
    sheet = Image.new("RGB", (620, 877), (252, 251, 247))
    brush = ImageDraw.Draw(sheet)
    brush.rectangle((200, 70, 420, 96), fill=(60, 60, 60))
    for number in range(12):
        brush.rectangle(
            (80, 160 + number * 42, 540 - (number % 3) * 60, 168 + number * 42), fill=(170, 170, 168)
        )
    brush.ellipse((400, 680, 520, 800), outline=(180, 41, 31), width=6)
    return _upload(sheet, "授权委托书.jpg")


def _upload(picture: Image.Image, name: str) -> ContentFile:
    body = BytesIO()
    picture.save(body, "JPEG", quality=85)
    return ContentFile(body.getvalue(), name=name)
