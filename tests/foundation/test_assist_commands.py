"""alongside assist, alongside hot-issues: on any table, without a database (CHN-10, CHN-11)."""

from __future__ import annotations

import csv
import io
import json

import pytest
from click.testing import CliRunner

from alongside.domain.assistance.tests.neighbours import LIFT, OTHERS
from alongside.faces.cli import assist, hot_issues
from alongside.kernel.tables import read_table, write_xlsx


def _csv(path, header, rows, encoding="gb18030"):
    out = io.StringIO()
    csv.writer(out).writerows([header, *rows])
    path.write_bytes(out.getvalue().encode(encoding))
    return path


@pytest.fixture
def labelled(tmp_path):
    rows = [(number, text, "", "电梯") for number, text in enumerate(LIFT)]
    rows += [(number, text, "快来看看", "其他") for number, text in enumerate(OTHERS * 2)]
    return _csv(tmp_path / "标注.csv", ("编号", "主题", "详情", "一级标签"), rows)


def test_a_model_is_trained_measured_and_measured_again(labelled, tmp_path):
    """CHN-10: GB18030, several text columns, a reproducible split, JSON."""
    columns = ["--text", "主题", "--text", "详情", "--label", "一级标签", "--json"]
    model = tmp_path / "m.model"
    answer = CliRunner().invoke(assist.command, ["train", str(labelled), *columns, "--model", str(model)])
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.stdout)
    assert told["held_back"] == 10
    assert told["rows"] == 50
    assert told["macro_f1"] > 0.6
    assert model.read_bytes().startswith(b"ALONGSIDE-MODEL 1 " + told["checksum"].encode())

    again = CliRunner().invoke(assist.command, ["evaluate", str(labelled), *columns])
    assert json.loads(again.stdout)["macro_f1"] == told["macro_f1"]
    whole = CliRunner().invoke(
        assist.command, ["evaluate", str(labelled), *columns[:-1], "--model", str(model)]
    )
    assert "macro F1" in whole.stdout
    assert "measured on 50 texts" in whole.stdout


def test_a_wrong_column_or_model_is_named(labelled, tmp_path):
    wrong = CliRunner().invoke(assist.command, ["train", str(labelled), "--text", "主题", "--label", "标签"])
    assert wrong.exit_code == 1
    assert "标签" in wrong.stderr
    (tmp_path / "x").write_bytes(b"nothing")
    columns = ["--text", "主题", "--label", "一级标签", "--model", str(tmp_path / "x")]
    assert "no model file" in CliRunner().invoke(assist.command, ["evaluate", str(labelled), *columns]).stderr


def _messages():
    rows = [
        (f"L{n}", f"U{n}", text, f"2026/10/{10 + n // 8} {n % 24}:05:00", "", 0, n % 3)
        for n, text in enumerate(LIFT)
    ]
    rows += [(f"O{n}", f"V{n}", text, "2026-10-12", "详情", 0, 0) for n, text in enumerate(OTHERS)]
    return ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数"), rows


def test_a_table_of_messages_becomes_ranked_issues(tmp_path):
    """CHN-11: columns guessed; the issues and their members come out as tables."""
    header, rows = _messages()
    file = _csv(tmp_path / "留言.csv", header, [*rows, ("bad", "U", "没有时间", "", "", 0, 0)])
    issues, members = tmp_path / "issues.csv", tmp_path / "members.xlsx"
    answer = CliRunner().invoke(
        hot_issues.command, [str(file), "--issues", str(issues), "--members", str(members), "--json"]
    )
    assert answer.exit_code == 0, answer.output
    first = json.loads(answer.stdout)[0]
    assert (first["rank"], first["people"], first["approvals"]) == (1, 30, 30)
    assert set(first["messages"]) == {f"L{n}" for n in range(30)}
    assert "1 left out" not in answer.stderr
    assert "line 42 left out" in answer.stderr
    row = next(iter(read_table(issues)))
    assert list(row.cells)[:6] == ["热度排名", "问题编号", "热度指数", "时间范围", "地点/人群", "问题描述"]
    assert row.cells["时间范围"] == "2026/10/10 – 2026/10/13"
    assert list(next(iter(read_table(members))).cells) == ["问题编号", *header]


def test_a_mapping_says_which_column_is_which(tmp_path):
    header, rows = _messages()
    file = tmp_path / "m.xlsx"
    with file.open("wb") as out:
        write_xlsx(out, ("a", "b", "c", "d", "e", "f", "g"), rows)
    (tmp_path / "map.toml").write_text('[columns]\nwho = "b"\ntitle = "c"\nat = "d"\n', encoding="utf-8")
    outs = ["--issues", str(tmp_path / "i.csv"), "--members", str(tmp_path / "m.csv"), "--json"]
    said = ["--mapping", str(tmp_path / "map.toml"), "--mapping", "approvals=g"]
    answer = CliRunner().invoke(hot_issues.command, [str(file), *said, *outs])
    assert json.loads(answer.stdout)[0]["approvals"] == 30
    lost = CliRunner().invoke(hot_issues.command, [str(file), *outs])
    assert lost.exit_code == 1
    assert "a, b, c, d, e, f, g" in lost.stderr
    wrong = CliRunner().invoke(hot_issues.command, [str(file), "--mapping", "colour=g"])
    assert "colour" in wrong.stderr
