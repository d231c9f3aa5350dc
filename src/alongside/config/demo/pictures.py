"""Pictures for the demo, drawn, so that nobody's home is shown: a stain on a ceiling, a face, a paper."""

from __future__ import annotations

from io import BytesIO
from random import Random

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFilter, ImageFont


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


# layout -> name of its plan, and its rooms: left, top, right, bottom in a drawing of 1000 × 760
PLANS: dict[str, tuple[str, dict[str, tuple[int, int, int, int]]]] = {
    "三室两厅两卫": (
        "三室两厅两卫 112㎡",
        {
            "主卧": (40, 40, 340, 330), "主卫": (40, 330, 210, 520), "过道": (210, 330, 340, 520),
            "次卧": (40, 520, 340, 720), "客厅": (340, 40, 690, 430), "餐厅": (340, 430, 540, 720),
            "玄关": (540, 430, 690, 720), "书房": (690, 40, 960, 300), "客卫": (690, 300, 960, 480),
            "厨房": (690, 480, 960, 720),
        },
    ),
    "两室两厅一卫": (
        "两室两厅一卫 89㎡",
        {
            "主卧": (40, 40, 360, 360), "次卧": (40, 360, 360, 720), "客厅": (360, 40, 760, 420),
            "餐厅": (360, 420, 620, 720), "玄关": (620, 420, 760, 720), "阳台": (760, 40, 960, 260),
            "厨房": (760, 260, 960, 480), "卫生间": (760, 480, 960, 720),
        },
    ),
}  # fmt: skip
# what a title says -> the rooms that it may mean, the first that a plan has
_MEANT = (
    (("主卫", "卫生间", "马桶", "浴"), ("主卫", "卫生间")),
    (("客卫",), ("客卫", "卫生间")),
    (("厨", "橱柜"), ("厨房",)),
    (("玄关", "入户门", "门锁", "弱电箱", "可视"), ("玄关",)),
    (("阳台",), ("阳台", "书房")),
    (("外墙", "飘窗", "窗", "主卧", "吊顶"), ("主卧",)),
)
_FONTS = ("NotoSansCJK-Regular.ttc", "NotoSansSC-Regular.otf", "wqy-microhei.ttc", "NotoSerifCJK-Regular.ttc", "PingFang.ttc", "msyh.ttc")  # fmt: skip


def plan_of_rooms(layout: str) -> ContentFile:
    """A PNG upload of the walls, doors and windows of a layout, each room with its name where a font has it."""
    _name, rooms = PLANS[layout]
    picture = Image.new("RGB", (1000, 760), (255, 255, 255))
    brush, font = ImageDraw.Draw(picture), _chinese(26)
    for number, (left, top, right, bottom) in enumerate(rooms.values()):
        tint = ((246, 247, 244), (238, 244, 242), (249, 245, 238))[number % 3]
        brush.rectangle((left, top, right, bottom), fill=tint)
    for name, (left, top, right, bottom) in rooms.items():
        brush.rectangle((left, top, right, bottom), outline=(62, 74, 72), width=9)
        brush.rectangle((left + 30, bottom - 5, left + 88, bottom + 5), fill=(250, 250, 248))
        brush.arc((left + 30, bottom - 58, left + 146, bottom + 58), 180, 270, fill=(150, 160, 158), width=3)
        if font:
            brush.text(((left + right) / 2, top + 40), name, font=font, fill=(110, 120, 117), anchor="mm")
    for left in (120, 460, 800):
        brush.rectangle((left, 34, left + 110, 46), fill=(176, 206, 226))
    body = BytesIO()
    picture.save(body, "PNG")
    return ContentFile(body.getvalue(), name=f"{layout}.png")


def room_meant(title: str, layout: str) -> tuple[int, int, int, int]:
    """The room of a layout that a title speaks of; the living room when it names none."""
    _name, rooms = PLANS[layout]
    for words, names in _MEANT:
        if any(word in title for word in words):
            return next((rooms[one] for one in names if one in rooms), rooms["客厅"])
    return rooms["客厅"]


def _chinese(size: int) -> ImageFont.FreeTypeFont | None:
    for name in _FONTS:
        try:
            return ImageFont.truetype(name, size)
        except OSError:  # this machine has another one, or none
            continue
    return None


_SKIN = ((240, 205, 176), (226, 184, 150), (246, 216, 190))
_HAIR = ((54, 40, 34), (30, 28, 30), (120, 116, 112))
_COAT = ((15, 107, 92), (94, 122, 160), (160, 84, 66), (110, 96, 140))
_WALL = ((238, 228, 212), (224, 232, 236), (232, 236, 224))


def face(seed: int = 0) -> ContentFile:
    """A JPEG upload of somebody, drawn in a few shapes: no real person's face. Another seed draws somebody else."""
    skin, hair = _SKIN[seed % 3], _HAIR[seed // 2 % 3]
    picture = Image.new("RGB", (480, 480), _WALL[seed % 3])
    brush = ImageDraw.Draw(picture)
    brush.ellipse((60, 330, 420, 640), fill=_COAT[seed % 4])
    if seed % 2 == 0:
        brush.ellipse((130, 70, 350, 350), fill=hair)
    brush.ellipse((160, 110, 320, 330), fill=skin)
    brush.rectangle((208, 300, 272, 370), fill=skin)
    brush.pieslice((140, 80, 340, 230 + seed % 3 * 15), 180, 360, fill=hair)
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
