"""What the demo's articles show and offer: a drawn valve, a plan to walk along, a form to be filled in."""

from __future__ import annotations

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw
from xlsxwriter import Workbook

from alongside.config.demo.pictures import plan_of_rooms

FORM = (
    "房号",
    "业主姓名",
    "装修公司",
    "负责人",
    "开工日期",
    "预计完工",
    "装修内容",
    "是否改动水电",
    "是否改动墙体",
    "业主签字",
)


def valve() -> ContentFile:
    """A PNG of the stop valve below a washbasin: pipe, body, red handle, and which way it closes."""
    picture = Image.new("RGB", (960, 600), (232, 238, 236))
    brush = ImageDraw.Draw(picture)
    for left in range(0, 960, 160):
        brush.line((left, 0, left, 600), fill=(216, 224, 221), width=3)
    for top in range(0, 600, 150):
        brush.line((0, top, 960, top), fill=(216, 224, 221), width=3)
    brush.pieslice((220, -170, 740, 130), 0, 180, fill=(250, 250, 248), outline=(190, 198, 195), width=4)
    brush.rectangle((455, 120, 505, 560), fill=(176, 186, 190), outline=(120, 130, 134), width=3)
    brush.rounded_rectangle((415, 280, 545, 400), 26, fill=(196, 204, 207), outline=(110, 120, 124), width=4)
    brush.rectangle((545, 325, 610, 355), fill=(150, 160, 164))
    brush.rounded_rectangle((600, 250, 650, 430), 22, fill=(188, 52, 40), outline=(130, 30, 24), width=4)
    brush.arc((640, 220, 840, 460), 250, 100, fill=(15, 107, 92), width=12)
    brush.polygon(((700, 440), (756, 420), (742, 484)), fill=(15, 107, 92))
    brush.ellipse((440, 520, 520, 560), fill=(120, 130, 134))
    body = BytesIO()
    picture.save(body, "PNG")
    return ContentFile(body.getvalue(), name="洗手盆下方水阀.png")


def plan() -> ContentFile:
    return plan_of_rooms("三室两厅两卫")


def renovation_form() -> ContentFile:
    """A sheet with the lines of an application."""
    body = BytesIO()
    with Workbook(body, {"in_memory": True}) as book:
        sheet = book.add_worksheet("装修申请表")
        for row, label in enumerate(FORM):
            sheet.write(row, 0, label)
    return ContentFile(body.getvalue(), name="装修申请表.xlsx")


FILES = {"valve": valve, "plan": plan, "form": renovation_form}
