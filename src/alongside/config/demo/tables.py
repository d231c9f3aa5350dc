"""Tables that were brought to the demo: a roll of owners, a register of homes, and a store's listings yet to be let in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.files.base import ContentFile

from alongside.config.demo.company import Company
from alongside.domain.organisation.queries import actor_for
from alongside.domain.work.actions.importing import begin_import, choose_columns, start_import, work_on_import

OWNERS = """姓名,称谓,手机,身份,楼盘,楼栋,单元,房号,起始日期,备注
沈佳宁,女士,10013806101,业主,观澜庭,7栋,1单元,202,2024-06-30,
罗志刚,先生,10013806102,业主,观澜庭,7栋,1单元,301,2024-06-30,夜班，上午勿扰
顾晓雯,女士,10013806103,业主,观澜庭,7栋,2单元,303,2024-07-12,
姓名,称谓,手机,身份,楼盘,楼栋,单元,房号,起始日期,备注
许文博,先生,10013806104,租户,观澜庭,7栋,2单元,404,2025-09-01,
孔令仪,女士,不详,业主,观澜庭,7栋,1单元,501,2024-06-30,
方建平,先生,10013806106,业主,观澜庭,7栋,3单元,9901,2024-06-30,
,女士,10013806107,业主,观澜庭,7栋,1单元,602,2024-06-30,
高婷婷,女士,10013806108,业主,观澜庭,7栋,1单元,701,2024-13-40,
邵一帆,先生,10013806109,业主,观澜庭,7栋,2单元,803,2024-06-30,暂无数据
严欣怡,女士,10013806110,业主,观澜庭,7栋,2单元,804,2024-08-02,
"""
HOMES = "楼盘,楼栋,单元,房号,楼层,户型,建筑面积,朝向,产权状态\n" + "".join(
    f"江南里,{building}栋,{1 if door < 3 else 2}单元,{floor}{door:02d},{floor},"
    f"{'三室两厅两卫' if door in (1, 4) else '两室两厅一卫'},{'112.60㎡' if door in (1, 4) else '89.30㎡'},"
    f"{('南北', '南', '南', '东南')[door - 1]},不动产权证已领\n"
    for building in (1, 2)
    for floor in (1, 6, 9, 11)
    for door in (1, 2, 3, 4)
)
LISTINGS = """小区,房号,户型,面积,所在楼层,朝向,装修情况,总价,单价,业主姓名,联系电话
湖畔花园,3栋1单元1802,3室2厅1厨2卫,113.62㎡,高楼层(共26层),南 北,精装,432万,38021元/平米,钟先生,10013806201
春江月,11栋2单元602,2室2厅1厨1卫,86.4㎡,低楼层(共33层),南,简装,396万,45833元/平米,暂无数据,10013806202
翠苑一区,7栋3单元301,2室1厅1厨1卫,62.05平米,3/7,东南,暂无数据,195万,31426元/平米,葛阿姨,10013806203
金色家园,5栋1单元2003,3室2厅1厨2卫,暂无数据,中楼层(共30层),南,精装,610万,,毛女士,10013806204
采荷人家,2栋1单元502,2室1厅1厨1卫,58.8㎡,5/6,东,毛坯,面议,,戚先生,10013806205
湖畔花园,3栋1单元1802,3室2厅1厨2卫,113.62㎡,高楼层(共26层),南 北,精装,432万,38021元/平米,钟先生,10013806201
"""


def tell_imports(company: Company, *, now: datetime) -> None:
    """Two that are done, one of them with faults; one that was checked and waits for somebody's yes (EST-7, CUS-10)."""
    given = (
        ("units", "JNL", "qian", "江南里房屋台账.csv", HOMES, "utf-8-sig", 6 * 24, True),
        ("customers", "GLT", "sun", "观澜庭7栋业主名册.csv", OWNERS, "utf-8-sig", 50, True),
        ("listings", "BJM", "luo2", "滨江门店新收房源.csv", LISTINGS, "gb18030", 1, False),
    )
    for kind, node, username, name, text, encoding, hours, is_begun in given:
        at = now - timedelta(hours=hours)
        by = actor_for(company.staff[username], now=now)
        file = ContentFile(text.encode(encoding), name=name)
        run = start_import(
            kind=kind, node=company.nodes[node], upload=file, by=by, now=at, in_background=False
        )
        run = work_on_import(run.pk, now=at) or run
        columns = {field: place for field, place in run.columns.items() if place is not None}
        run = choose_columns(run, columns=columns, may_change=True, by=by, now=at, in_background=False)
        run = work_on_import(run.pk, now=at) or run
        if is_begun:
            run = begin_import(run, by=by, now=at, in_background=False)
            work_on_import(run.pk, now=at)
