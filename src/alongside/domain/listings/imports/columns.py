"""The columns of a table of listings: what they are called, and what may stand in them (EST-7)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.listings.models import Listing
from alongside.kernel.columns import Column

LISTING_COLUMNS: tuple[Column, ...] = (
    Column(
        "number",
        _("Listing number"),
        ("房源编号", "房源编码", "房源号", "链家编号", "编号", "listing id"),
        "HZ104093",
        hint=_("By this a second file finds the listing again; else by its door, else by all that it says."),
    ),
    Column(
        "kind",
        pgettext_lazy("listing", "Kind"),
        ("交易类型", "租售", "租售类型", "房源类型", "类型"),
        pgettext_lazy("listing", "Second-hand sale"),
        choices=Listing.Kind.choices,
        said={"出售": "sale", "二手": "sale", "二手房": "sale", "售": "sale", "租": "lease", "租房": "lease", "租赁": "lease",
              "整租": "lease", "代售": "consignment", "独家": "consignment", "委托": "consignment"},
        hint=_("Empty means: second-hand sale."),
    ),
    Column("district", _("District"), ("区域", "所在区域", "商圈", "城区", "行政区", "片区"), "滨江"),
    Column("estate", pgettext_lazy("column", "Estate"),
           ("小区", "小区名称", "楼盘", "楼盘名称", "项目", "community"), "湖畔花园", is_needed=True),
    Column("address", _("Door"), ("门牌", "门牌号", "房号", "地址", "详细地址", "房屋地址", "楼栋房号"), "5栋1单元1201",
           hint=_("Never shown to the public.")),
    Column("layout", _("Layout"), ("户型", "房屋户型", "房型", "居室"), "3室1厅1厨2卫"),
    Column("area", _("Gross area"), ("建筑面积", "面积", "建面", "房屋面积", "产权面积", "area"), "113.62㎡", is_needed=True),
    Column("internal_area", _("Internal area"), ("套内面积", "套内建筑面积", "使用面积"), "91.3㎡"),
    Column("floor", pgettext_lazy("listing", "Floor"), ("所在楼层", "楼层", "层数", "楼层情况"), "低楼层(共16层)",
           hint=_("12/26, or only 低楼层(共16层)")),
    Column("facing", _("Orientation"), ("朝向", "房屋朝向"), "南 北"),
    Column("finish", pgettext_lazy("listing", "Fitting-out"), ("装修", "装修情况", "装修程度"), _("Decorated"),
           choices=Listing.Finish.choices,
           said={"精装修": "decorated", "豪装": "decorated", "简单装修": "plain", "中装": "plain", "毛坯房": "bare", "清水": "bare"}),
    Column("amount", pgettext_lazy("listing", "Price"), ("总价", "售价", "挂牌价", "报价", "租金", "月租金", "价格", "price"),
           "239万", hint=_("239万, 2390000, or 239 below a heading with 万; of a lease the rent of a month")),
    Column("amount_per_metre", _("Price a square metre"), ("单价", "均价", "每平米价格", "unit price"), "21036元/平米",
           hint=_("Instead of the price, or beside it: then both must agree.")),
    Column("title_status", _("Title"), ("产权", "产权情况", "交易权属", "产权所属", "房屋年限"), "满五唯一"),
    Column("facilities", _("Facilities"), ("配套", "配备电梯", "设施", "周边配套"), "电梯"),
    Column("words", _("Its selling points"), ("描述", "房源描述", "推荐语", "核心卖点", "备注"), "南北通透"),
    Column("source", _("Known from"), ("来源", "房源来源", "渠道"), _("The owner came or called"),
           choices=Listing.Source.choices, said={"业主来电": "owner", "上门": "owner", "网络": "online", "合作": "partner"}),
    Column("collected_by", _("Collected by"), ("采集人", "录入人", "维护人", "经纪人", "责任人", "agent"), "xia",
           hint=_("Their sign-in name or name; empty means you. They answer for its truth.")),
    Column("verified_on", _("Verified on"), ("核实日期", "核实时间", "最近核实"), "2026-11-20",
           hint=_("Empty means: today.")),
    Column("owner_name", _("Owner's name"), ("房主", "业主", "业主姓名", "房主姓名", "委托人"), "顾长风"),
    Column("owner_phone", _("Owner's phone"), ("房主电话", "业主电话", "联系电话", "手机", "手机号", "电话"), "13700008812"),
)  # fmt: skip
