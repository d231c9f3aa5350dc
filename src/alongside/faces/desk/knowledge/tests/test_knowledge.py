"""Knowledge at the desk: written, approved, read, used for a case, compared; what was searched in vain."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from alongside.domain.cases.samples import a_case
from alongside.domain.knowledge.actions import submit_article
from alongside.domain.knowledge.models import Article, ArticleFile, SearchGap
from alongside.domain.knowledge.samples import an_article, published
from alongside.domain.knowledge.tests.test_files import a_picture
from alongside.domain.work.models import Approval, Task
from alongside.faces.desk.tests.pages import signed_in

pytestmark = pytest.mark.django_db
URL = "/desk/knowledge/"


def test_is_written_approved_by_another_and_compared(cast, client):
    """CHN-9: form, four eyes, and what the second version changed."""
    agent = signed_in(client, cast.agent.staff)
    sent = {
        "kind": "faq", "topic": "leak", "node": cast.project.pk, "title": "漏水找谁", "words": "**先关阀**，再报修。",
        "review_months": 12, "is_public": "on",
    }  # fmt: skip
    assert agent.post(f"{URL}new/", {**sent, "kind": "policy"}).status_code == 422
    assert agent.post(f"{URL}new/", sent).status_code == 302
    article = Article.objects.get()
    url = f"{URL}{article.pk}/"
    assert agent.post(f"{url}submit/").status_code == 302
    asked = Approval.objects.get()
    assert signed_in(client, cast.stranger.staff).get(url).status_code == 404
    lead = signed_in(client, cast.supervisor.staff)
    assert "<strong>先关阀</strong>" in lead.get(f"/desk/approvals/{asked.pk}/").content.decode()
    assert lead.post(f"/desk/approvals/{asked.pk}/", {"answer": "yes"}).status_code == 302
    agent = signed_in(client, cast.agent.staff)
    seen = {"seen": Article.objects.get().version}
    stale = {"title": "x", "words": "y", "seen": 1}
    assert agent.post(f"{url}revise/", stale).status_code == 409
    changed = {"title": "漏水找谁", "words": "**先关阀**，再打热线。", "note": "写明热线", **seen}
    assert agent.post(f"{url}revise/", changed).status_code == 302
    page = agent.get(f"{url}compare/?from=1&to=2").content.decode()
    assert "<del>报修</del>" in page and "<ins>打热线</ins>" in page
    reader = signed_in(client, cast.engineer.staff)
    assert "打热线" not in reader.get(url).content.decode()  # readers have what is approved
    assert reader.get(f"{url}compare/").status_code == 404
    assert reader.get(f"{url}revise/").status_code == 403


def test_is_found_judged_and_tied_to_a_case(cast, client):
    """CHN-9: used is counted once and told beside the case."""
    article = published(
        an_article(cast.project, by=cast.agent, now=cast.now),
        by=cast.agent,
        approver=cast.supervisor,
        now=cast.now,
    )
    case = a_case(customer=cast.customer.customer, node=cast.project, now=cast.now)
    agent = signed_in(client, cast.agent.staff)
    found = agent.get(URL, {"q": "请问漏水怎么办", "case": case.number}).content.decode()
    assert f"{URL}{article.pk}/?case={case.number}" in found
    assert agent.post(f"{URL}{article.pk}/use/", {"case": case.number}).status_code == 302
    assert agent.post(f"{URL}{article.pk}/helpful/", {"helpful": "yes"}).status_code == 302
    assert article.title in agent.get(f"{URL}of-case/{case.number}/").content.decode()
    page = agent.get(f"{URL}{article.pk}/?case={case.number}").content.decode()
    assert "100%" in page and case.number in page
    stranger = signed_in(client, cast.stranger.staff)
    assert stranger.get(f"{URL}?case={case.number}").status_code == 404


def test_turns_a_search_in_vain_into_a_task(cast, client):
    """CHN-9: counted without the number that was typed; asked of a colleague; written from there."""
    agent = signed_in(client, cast.agent.staff)
    assert "外墙清洗" in agent.get(URL, {"q": "外墙清洗 13800138000"}).content.decode()
    gap = SearchGap.objects.get()
    assert (gap.words, gap.node) == ("外墙清洗", cast.project)
    assert "外墙清洗" in agent.get(f"{URL}gaps/").content.decode()
    due = (cast.now + timedelta(days=3650)).date().isoformat()
    sent = {"assignee": cast.colleague.staff.pk, "due_on": due, "words": "多久一次", "seen": gap.version}
    assert agent.post(f"{URL}gaps/{gap.pk}/ask/", sent).status_code == 302
    task = Task.objects.get()
    colleague = signed_in(client, cast.colleague.staff)
    assert f"{URL}new/?gap={gap.pk}" in colleague.get(f"/desk/tasks/{task.pk}/").content.decode()
    assert 'value="外墙清洗"' in colleague.get(f"{URL}new/?gap={gap.pk}").content.decode()
    assert signed_in(client, cast.stranger.staff).get(f"{URL}new/?gap={gap.pk}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_lists_many_as_quickly_as_one(cast, client, count, django_assert_num_queries):
    """The list asks the same number of questions however long it is."""
    for number in range(count):
        draft = an_article(cast.project, by=cast.agent, now=cast.now, title=f"第{number}篇")
        published(draft, by=cast.agent, approver=cast.supervisor, now=cast.now)
    agent = signed_in(client, cast.agent.staff)
    with django_assert_num_queries(8):
        assert agent.get(URL).status_code == 200


def test_pictures_are_brought_put_in_and_read(cast, client):
    """CHN-9: kept at once while one writes, refused in words, drawn in the article and for whoever approves it."""
    agent = signed_in(client, cast.agent.staff)
    page = agent.get(f"{URL}files/").content.decode()
    assert "enctype" in page
    wrong = {"uploads": SimpleUploadedFile("a.png", b"MZ", "image/png")}
    refused = agent.post(f"{URL}files/", wrong, headers={"HX-Request": "true"})
    assert (refused.status_code, "a.png" in refused.content.decode()) == (422, True)
    row = agent.post(f"{URL}files/", {"uploads": a_picture()}, headers={"HX-Request": "true"})
    brought = ArticleFile.objects.get()
    assert f'data-number="{brought.pk}"' in row.content.decode()
    assert f"picture:{brought.pk}" in agent.get(f"{URL}files/").content.decode()
    sent = {
        "kind": "faq", "topic": "leak", "node": cast.project.pk, "title": "漏水找谁", "is_public": "on",
        "words": f"先关阀 ![](picture:{brought.pk})", "review_months": 12,
    }  # fmt: skip
    assert agent.post(f"{URL}new/", sent).status_code == 422
    sent["words"] = f"先关阀 ![水阀](picture:{brought.pk})"
    assert agent.post(f"{URL}new/", sent).status_code == 302
    article = Article.objects.get()
    drawn = f'<img src="/desk/files/{brought.file_id}/small/" alt="水阀"'
    assert drawn in agent.get(f"{URL}{article.pk}/").content.decode()
    assert f'data-number="{brought.pk}"' in agent.get(f"{URL}{article.pk}/revise/").content.decode()
    asked = submit_article(article, by=cast.agent, now=cast.now)
    public = f"/portal/help/files/{brought.file_id}/"
    assert Client().get(public).status_code == 404
    lead = signed_in(client, cast.supervisor.staff)
    assert drawn in lead.get(f"/desk/approvals/{asked.pk}/").content.decode()
    assert lead.post(f"/desk/approvals/{asked.pk}/", {"answer": "yes"}).status_code == 302
    anybody = Client()
    assert f'src="{public}small/"' in anybody.get(f"/portal/help/{article.pk}/").content.decode()
    assert b"".join(anybody.get(public).streaming_content).startswith(b"\x89PNG")
    assert anybody.get(f"{public}small/").headers["Content-Type"] == "image/jpeg"
    assert signed_in(client, cast.stranger.staff).get(f"{URL}files/?article={article.pk}").status_code == 404
