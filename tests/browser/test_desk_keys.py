"""What an agent does a hundred times a day, by keyboard; and what only shows in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from alongside.faces.desk.tests.house import build_house


@pytest.fixture
def house(transactional_db):
    house = build_house()
    house.first, house.second = house.case(), house.case(kind="repair", category=None)
    return house


@pytest.fixture
def desk(page, house, sign_in):
    sign_in(page, house.agent)
    page.goto("/desk/my-work/")
    page.locator(".list-row").nth(1).wait_for()
    page.wait_for_load_state("load")
    return page


def test_a_case_is_walked_to_opened_and_answered(desk):
    """j and k walk, o opens, r writes; nothing of it while one types."""
    for key in "jjk":
        desk.keyboard.press(key)
    expect(desk.locator(".list-row.is-current")).to_have_count(1)
    desk.keyboard.press("o")
    desk.locator("#say_words").wait_for()
    expect(desk.locator(".list-row[aria-current=true]")).to_have_count(1)
    desk.keyboard.press("r")
    field = desk.locator("#composer-reply_to_customer #say_words, #say_words").first
    expect(field).to_be_focused()
    desk.keyboard.type("jk/?")
    assert field.input_value() == "jk/?"


def test_a_supervisor_assigns_by_one_key(page, house, sign_in):
    """a opens the sheet of assigning over the story; Escape leaves it."""
    sign_in(page, house.supervisor)
    page.goto(f"/desk/cases/{house.first.number}/")
    page.wait_for_load_state("load")
    page.keyboard.press("a")
    page.locator("#sheet form[data-act=assign_case]").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator("#sheet")).to_be_hidden()


@pytest.mark.parametrize("path", ["/desk/my-work/", "/desk/cases/", "case"])
def test_search_keys_and_palette_are_everywhere(page, house, sign_in, path):
    """/, ? and Ctrl K on my work, the list and the case."""
    sign_in(page, house.agent)
    page.goto(f"/desk/cases/{house.first.number}/" if path == "case" else path)
    page.wait_for_load_state("load")
    page.keyboard.press("/")
    expect(page.locator("[data-search]")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.locator("#keys-sheet[open]").wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.locator(".palette[open]").wait_for()


def test_the_palette_begins_with_what_was_opened_last(desk, house):
    """The last cases are one key away, and gone when the person signs out."""
    desk.goto(f"/desk/cases/{house.first.number}/")
    desk.wait_for_load_state("load")
    desk.goto("/desk/cases/")
    desk.wait_for_load_state("load")
    desk.keyboard.press("Control+k")
    assert house.first.title in desk.locator(".palette-item").first.inner_text()
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**/{house.first.number}/")
    desk.locator("[data-sign-out]").evaluate("form => form.requestSubmit()")
    desk.wait_for_url("**/sign-in/**")
    assert desk.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('recent:'))") == []


def test_categories_are_those_of_the_chosen_kind(desk):
    """CAS-1; what does not fit the new kind is taken back."""
    desk.goto("/desk/cases/new/")
    desk.wait_for_load_state("load")
    category = desk.locator("[name=category]")
    expect(category.locator("option")).to_have_count(2)
    category.select_option(label="质量")
    desk.locator("[name=kind][value=repair]").check()
    assert category.input_value() == ""
    desk.locator("[name=kind][value=complaint]").check()
    category.select_option(label="质量")
