"""Two matters of the demo that an authority passed on: one waits for our answer, one is answered (CAS-18)."""

from __future__ import annotations

from datetime import datetime, timedelta

from alongside.config.demo.company import Company
from alongside.domain.cases.actions.authorities import answer_authority, note_authority
from alongside.domain.cases.models import Authority, Case
from alongside.domain.organisation.queries import actor_for

ANSWER = {
    "asked": "诉求人反映交付的橱柜与样板间品牌不一致，要求更换或说明。",
    "done": "已核对合同附件三与样板间公示：合同约定“同档次品牌”，样板间已注明展示配置。现场复核，板材与五金符合合同标准。",
    "result": "我司提出两个方案供业主选择：按附件三更换同档次品牌，或补偿差价 3,800 元；业主选定后十五日内完成。",
    "mediation": "愿意接受调解。",
    "contact": "观澜庭客户服务中心 林晓月",
}


def tell_authorities(company: Company, *, now: datetime) -> None:
    lin = actor_for(company.staff["lin"], now=now)
    open_ones = Case.objects.filter(is_open=True).exclude(kind="privacy").order_by("-pk")
    lift = open_ones.filter(customer=company.owners["陈国华"], kind="repair").first()
    cupboards = open_ones.filter(
        customer=company.owners["赵宇轩"], category__code="complaint/handover"
    ).first()
    if lift is not None:
        note_authority(
            lift, authority=Authority.objects.get(code="hotline_12345"), number="HZ-2026-1188420",
            received_at=now - timedelta(hours=6), due_at=now + timedelta(days=3), by=lin, now=now - timedelta(hours=5),
        )  # fmt: skip
    if cupboards is not None:
        asked = note_authority(
            cupboards, authority=Authority.objects.get(code="consumer_association"), number="杭消投〔2026〕0417",
            received_at=now - timedelta(hours=27), due_at=now + timedelta(days=8), by=lin, now=now - timedelta(hours=26),
        )  # fmt: skip
        answer_authority(asked, boxes=ANSWER, by=lin, now=now - timedelta(hours=2))
