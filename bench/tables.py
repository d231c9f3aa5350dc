"""Tables of made-up homes, the customers who live in them and listings, for measuring imports.

python bench/tables.py 100000 /tmp     # homes.csv, listings.csv (GB18030), customers.csv (UTF-8 with BOM), customers.xlsx
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator
from itertools import count, islice, product
from pathlib import Path

import xlsxwriter

HOMES = [
    "小区名称",
    "楼栋号",
    "单元号",
    "房间号",
    "所在楼层",
    "物业类型",
    "建筑面积（㎡）",
    "装修情况",
    "销售状态",
    "物业费",
]
CUSTOMERS = [
    "客户编号", "业主姓名", "业主手机号码", "邮箱", "身份证号", "小区名称", "楼栋号", "单元号", "房间号", "与房屋关系", "会员等级",
]  # fmt: skip
LISTINGS = [
    "房源编号", "交易类型", "区域", "小区名称", "房号", "户型", "建筑面积", "所在楼层", "朝向", "装修情况", "总价", "单价", "产权",
    "配备电梯", "房源描述", "采集人", "核实日期", "房主", "房主电话",
]  # fmt: skip
FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "伟芳娜敏静丽强磊洋艳勇军杰娟涛明超秀霞平刚桂英文辉玲红"


def places() -> Iterator[tuple[str, str, str, str, int]]:
    for building in count(1):
        for entrance, floor, room in product((1, 2), range(1, 34), range(1, 5)):
            estate = f"湖畔花园{1 + building // 60}期"
            yield estate, f"{building}栋", f"{entrance}单元", f"{floor}{room:02d}", floor


def listing(n: int, place: tuple[str, str, str, str], floor: int, choice: random.Random) -> tuple[str, ...]:
    """As agencies write them: mixed units, a band instead of a floor, nothing as 暂无数据."""
    estate, building, entrance, room = place
    area, rate = choice.randrange(6000, 16000) / 100, choice.randrange(9_000, 60_000)
    is_lease = n % 7 == 0
    amount = f"{choice.randrange(2, 12) * 500}元/月" if is_lease else f"{rate * area / 10_000:.1f}万"
    band = "低中高"[min(2, (floor - 1) // 11)]
    return (
        f"HZ{n:07d}" if n % 3 else "", "租" if is_lease else "二手房", choice.choice(["滨江", "上城", "暂无数据"]), estate,
        f"{building}{entrance}{room}室", choice.choice(["3室1厅1厨2卫", "2室1厅1厨1卫", "4室2厅2卫"]), f"{area}㎡",
        f"{band}楼层(共33层)" if n % 2 else f"{floor}/33", choice.choice(["南 北", "南", "东南"]),
        choice.choice(["精装", "简装", "毛坯", "暂无数据"]), amount, "" if is_lease else f"{rate}元/平米",
        choice.choice(["满五唯一", "满两年", "暂无数据"]), choice.choice(["有", "无"]), "南北通透，看房方便，业主诚心出售",
        "agent001", "", f"{choice.choice(FAMILY)}{choice.choice(GIVEN)}", f"18{n:09d}",
    )  # fmt: skip


def main() -> None:
    number, folder = int(sys.argv[1]), Path(sys.argv[2])
    choice, other = random.Random(5), random.Random(6)
    homes, customers, listings = [], [], []
    for n, (estate, building, entrance, room, floor) in enumerate(islice(places(), number)):
        place = (estate, building, entrance, room)
        area = f"{choice.randrange(6000, 16000) / 100}㎡"
        homes.append(
            (*place, f"{floor}层", "住宅", area, choice.choice(["精装修", "毛坯", ""]), "已交付", "2.8")
        )
        name = choice.choice(FAMILY) + "".join(choice.choices(GIVEN, k=choice.choice((1, 2))))
        mail = f"k{n}@example.com" if n % 3 == 0 else "暂无数据"
        told = (f"K{n:07d}", name, f"19{n:09d}", mail, f"33010{n:013d}")
        customers.append(
            (*told, *place, choice.choice(["业主", "租客"]), choice.choice(["普通", "金卡", ""]))
        )
        listings.append(listing(n, place, floor, other))
        if n % 10_000 == 9_999:  # the header comes again in the middle
            listings.append(tuple(LISTINGS))
    for header, rows, name, encoding in (
        (HOMES, homes, "homes.csv", "gb18030"),
        (LISTINGS, listings, "listings.csv", "gb18030"),
        (CUSTOMERS, customers, "customers.csv", "utf-8-sig"),
    ):
        with (folder / name).open("w", encoding=encoding, newline="") as file:
            csv.writer(file).writerows([header, *rows])
    with xlsxwriter.Workbook(folder / "customers.xlsx", {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate([CUSTOMERS, *customers]):
            sheet.write_row(line, 0, row)


if __name__ == "__main__":
    main()
