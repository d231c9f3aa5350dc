"""The columns of a table of units: what they are called, and what may stand in them (EST-7)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.estates.models import Unit
from alongside.domain.estates.rules import split_address
from alongside.kernel.columns import Column
from alongside.kernel.faults import FaultKind

# How tables call the number of a home, or its whole address.
NAMES_OF_THE_NUMBER = (
    *("室号", "房间号", "门牌号", "房间", "室", "房屋编号", "房屋地址", "房产地址", "房屋信息", "住址"),
    *("number", "room", "room number", "unit", "address"),
)
IS_NO_ADDRESS = FaultKind(
    "no_address",
    _("This does not say building and number. Write them in two columns, or as 8栋1单元2102 or 8-1-2102."),
)
UNIT_COLUMNS: tuple[Column, ...] = (
    Column(
        "estate",
        pgettext_lazy("column", "Estate"),
        ("小区", "项目", "楼盘名称", "小区名称", "项目名称", "community", "project"),
        "湖畔花园",
        hint=_("Needed unless the project has exactly one estate."),
    ),
    Column(
        "building",
        pgettext_lazy("column", "Building"),
        ("栋", "楼号", "栋号", "楼栋号", "座", "block", "tower"),
        "8栋",
        is_needed=True,
        said_in=("number", split_address),
        hint=_("Not where the home number is the whole address."),
    ),
    Column(
        "entrance",
        pgettext_lazy("column", "Entrance"),
        ("单元号", "门栋", "单元名称"),
        "1单元",
    ),
    Column(
        "number",
        pgettext_lazy("column", "Home number"),
        NAMES_OF_THE_NUMBER,
        "2102",
        hint=_("May be the whole address: 8栋1单元2102, 8-1-2102, 8栋2102室."),
        is_needed=True,
    ),
    Column("floor", pgettext_lazy("column", "Floor"), ("所在楼层", "层", "level"), "21"),
    Column(
        "use",
        pgettext_lazy("column", "Use"),
        ("房屋用途", "物业类型", "类型", "type"),
        _("Dwelling"),
        choices=Unit.Use.choices,
        said={
            "公寓": "dwelling",
            "别墅": "dwelling",
            "写字楼": "office",
            "店铺": "shop",
            "停车位": "parking",
        },
    ),
    Column("layout", pgettext_lazy("column", "Layout"), ("房型", "户型图", "rooms"), "三室两厅"),
    Column("gross_area", pgettext_lazy("column", "Gross area"), ("面积", "产权面积", "area"), "112.60"),
    Column("internal_area", pgettext_lazy("column", "Internal area"), ("套内建筑面积", "使用面积"), "91.30"),
    Column("orientation", pgettext_lazy("column", "Orientation"), ("房屋朝向", "facing"), "南"),
    Column(
        "finish",
        pgettext_lazy("column", "Finish"),
        ("装修标准", "装修情况", "交付标准", "decoration"),
        _("Decorated"),
        choices=Unit.Finish.choices,
        said={"精装修": "decorated", "精装": "decorated", "毛坯房": "bare", "毛坯": "bare"},
    ),
    Column("title_status", pgettext_lazy("column", "Title status"), ("产权", "产权情况"), ""),
    Column(
        "status",
        pgettext_lazy("column", "Home status"),
        ("状态", "销售状态", "status"),
        pgettext_lazy("unit", "Handed over"),
        hint=_("Only for homes that are new: afterwards a signing or a handover changes it."),
        choices=Unit.Status.choices,
        said={
            "未推": "planned",
            "在售": "on_sale",
            "预留": "reserved",
            "认购": "subscribed",
            "签约": "contracted",
            "待交付": "ready",
            "已交付": "handed_over",
            "入住": "occupied",
            "自住": "occupied",
            "出租": "let",
        },
    ),
    Column(
        "handed_over_on",
        pgettext_lazy("column", "Handed over on"),
        ("交房日期", "交付时间", "交房时间"),
        "2024-06-30",
        hint=_("Only for homes that are new: afterwards a signing or a handover changes it."),
    ),
    Column(
        "list_amount",
        _("List price"),
        (
            "总价",
            "表价",
            "一口价",
            "备案总价",
            "备案价",
            "房屋总价",
            "销售总价",
            "价格",
            "price",
            "total price",
        ),
        "239万",
        hint=_("A line of the price list; only for who may set prices. What was before stays as history."),
    ),
    Column(
        "amount_per_metre",
        _("Price a square metre"),
        ("单价", "备案单价", "均价", "每平米价格", "unit price"),
        "21225元/平米",
        hint=_("Instead of the price, or beside it: then both must agree."),
    ),
    Column(
        "price_from_on",
        _("Price holds from"),
        ("定价日期", "价格日期", "价格生效日期", "调价日期", "price date"),
        "2026-03-01",
        hint=_("Today where nothing stands. Several rows of one home, each with its day, are its history."),
    ),
    Column(
        "price_reason", _("Reason of the price"), ("调价原因", "定价原因", "价格说明"), _("opening of sale")
    ),
)
