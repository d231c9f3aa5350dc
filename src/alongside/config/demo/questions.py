"""What the stores and projects of the demo ask inside: open, answered in time, judged, written down (CHN-13)."""

from __future__ import annotations

from datetime import datetime, timedelta

from alongside.config.demo.company import Company
from alongside.domain.knowledge.actions import (
    answer_question,
    ask_question,
    judge_answer,
    write_down_answer,
)
from alongside.domain.knowledge.models import QuestionTopic
from alongside.domain.organisation.queries import actor_for

# (who asks, where, topic, days ago, question, what one must know, who answers, answer, whether it helped)
TOLD = (
    ("gu", "GLT", "signing", 9, "客户要求把学区写进补充协议，能写吗？", "8 栋意向客户，周六签约，学区是成交的关键。", "ding",
     "不能写。学区以教育主管部门当年公布为准，合同和补充协议都不得承诺；可以把现行划分文件作为参考资料交给客户并留存签收。", True),
    ("fang", "GLT", "negotiation", 6, "客户要求再降价时无条件补差，怎么回应？", "同户型已售 12 套，客户担心年底降价。", "ding",
     "不作无条件保价承诺。可约定以开发商书面公布的同户型备案价为准、期限不超过三个月，条款用标准补充协议第 7 条。", True),
    ("luo2", "BJM", "loan_deed", 4, "卖方贷款未结清，过户前先还款由谁垫资？", "买方已付定金，银行要求先结清。", "lv",
     "公司不垫资，也不得由经纪人个人垫资。可走银行转按揭或资金监管，监管协议在签约当天一并签署。", None),
    ("luo", "GLT", "aftercare", 2, "业主自改阳台后漏水，保修还管不管？", "业主去年封了阳台，今年梅雨渗水。", "sun",
     "先到现场判断：改动与渗漏有因果关系的部分不在保修内，其余照常保修。话术和判定表在知识库《阳台改动与保修》。", False),
    ("gu", "GLT", "negotiation", 0, "客户要求定金三天内可无条件退，能答应吗？", "客户今晚八点前答复我们。", "", "", None),
    ("gu", "GLT", "aftercare", 0, "老业主问换燃气灶要不要先报备，找谁批？", "业主周末请人来装，问是否影响保修。", "", "", None),
    ("jiao", "GLT", "signing", 0, "委托收楼的公证书是复印件，能先交钥匙吗？", "业主在国外，家人明早十点来收楼。", "", "", None),
)  # fmt: skip


def tell_questions(company: Company, *, now: datetime) -> None:
    """Through the actions, each at its own day before `now`."""
    topics = {one.code: one for one in QuestionTopic.objects.all()}
    for who, place, topic, days, title, words, answers, answer, helped in TOLD:
        at = now - timedelta(days=days, hours=2)
        asker = actor_for(company.staff[who], now=now)
        asked = ask_question(
            topics[topic], node=company.nodes[place], title=title, words=words, by=asker, now=at
        )
        if not answers:
            continue
        answerer = actor_for(company.staff[answers], now=now)
        answer_question(asked, words=answer, by=answerer, now=at + timedelta(minutes=70))
        if helped is not None:
            judge_answer(asked, is_helpful=helped, by=asker, now=at + timedelta(minutes=95))
        if helped and topic == "negotiation":
            write_down_answer(asked, by=actor_for(company.staff["tang"], now=now), now=now)
