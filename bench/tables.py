"""Tables of made-up homes and the customers who live in them, for measuring imports.

python bench/tables.py 100000 /tmp     # writes homes.csv (GB18030), customers.csv (UTF-8 with BOM), customers.xlsx
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
FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "伟芳娜敏静丽强磊洋艳勇军杰娟涛明超秀霞平刚桂英文辉玲红"


def places() -> Iterator[tuple[str, str, str, str, int]]:
    for building in count(1):
        for entrance, floor, room in product((1, 2), range(1, 34), range(1, 5)):
            estate = f"湖畔花园{1 + building // 60}期"
            yield estate, f"{building}栋", f"{entrance}单元", f"{floor}{room:02d}", floor


def main() -> None:
    number, folder, choice = int(sys.argv[1]), Path(sys.argv[2]), random.Random(5)
    homes, customers = [], []
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
    for header, rows, name, encoding in (
        (HOMES, homes, "homes.csv", "gb18030"),
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
