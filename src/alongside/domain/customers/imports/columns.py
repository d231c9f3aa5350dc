"""The columns of a table of customers: what they are called, and what may stand in them (CUS-10)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alongside.domain.customers.models import Customer, UnitRelation
from alongside.domain.estates.imports.columns import NAMES_OF_THE_NUMBER
from alongside.kernel.columns import Column

CUSTOMER_COLUMNS: tuple[Column, ...] = (
    Column(
        "source_key",
        pgettext_lazy("column", "Customer number"),
        ("客户号", "客户ID", "业主编号", "会员号", "id", "customer id"),
        "K-1001",
        hint=_("The number in the system that the file comes from. Needed where there is no phone."),
    ),
    Column(
        "name",
        pgettext_lazy("column", "Name"),
        ("客户姓名", "客户名称", "业主姓名", "住户姓名", "业主", "full name", "customer"),
        "周敏",
        is_needed=True,
    ),
    Column(
        "form_of_address",
        pgettext_lazy("column", "Form of address"),
        ("性别称呼", "title", "salutation"),
        "女士",
    ),
    Column(
        "kind",
        pgettext_lazy("column", "Kind"),
        ("客户类型", "类型", "type"),
        _("Person"),
        choices=Customer.Kind.choices,
        said={"个人": "person", "企业": "company", "公司": "company", "单位": "company"},
    ),
    Column(
        "tier",
        pgettext_lazy("column", "Membership"),
        ("等级", "客户等级", "会员级别", "level"),
        _("Gold member"),
        choices=Customer.Tier.choices,
        said={"普通": "standard", "银卡": "silver", "会员银卡": "silver", "金卡": "gold", "会员金卡": "gold"},
    ),
    Column(
        "phone",
        pgettext_lazy("column", "Phone"),
        (
            "手机号",
            "手机号码",
            "电话",
            "联系电话",
            "联系方式",
            "业主电话",
            "移动电话",
            "mobile",
            "telephone",
            "phone number",
        ),
        "13812344420",
    ),
    Column(
        "email",
        pgettext_lazy("column", "Mail address"),
        ("电子邮箱", "电子邮件", "e-mail", "mail"),
        "zhou@example.com",
    ),
    Column("document_kind", pgettext_lazy("column", "Kind of document"), ("证件种类", "id type"), "身份证"),
    Column(
        "document_number",
        pgettext_lazy("column", "Document number"),
        ("证件号码", "身份证号", "身份证号码", "身份证", "id number", "passport"),
        "",
    ),
    Column(
        "estate",
        pgettext_lazy("column", "Estate"),
        ("小区", "项目", "楼盘名称", "小区名称", "项目名称", "community", "project"),
        "湖畔花园",
        hint=_("A home has estate, building and number, and is there already: import the homes first."),
    ),
    Column(
        "building",
        pgettext_lazy("column", "Building"),
        ("栋", "楼号", "栋号", "楼栋号", "座", "block", "tower"),
        "8栋",
    ),
    Column("entrance", pgettext_lazy("column", "Entrance"), ("单元号", "门栋", "单元名称"), "1单元"),
    Column(
        "number",
        pgettext_lazy("column", "Home number"),
        NAMES_OF_THE_NUMBER,
        "2102",
        hint=_("May be the whole address: 8栋1单元2102, 8-1-2102, 8栋2102室."),
    ),
    Column(
        "role",
        pgettext_lazy("column", "Role"),
        ("关系", "与房屋关系", "客户身份", "relation"),
        pgettext_lazy("of a home", "Owner"),
        choices=UnitRelation.Role.choices,
        said={"租客": "tenant", "家属": "family", "家庭成员": "family", "代理人": "agent", "产权人": "owner"},
    ),
    Column(
        "from_on",
        pgettext_lazy("column", "From"),
        ("入住日期", "入住时间", "交房日期", "since", "move-in date"),
        "2024-06-30",
        hint=_("Since when the home is theirs; today where nothing stands."),
    ),
    Column("words", pgettext_lazy("column", "Remarks"), ("说明", "备注说明", "note", "notes", "comment"), ""),
)
