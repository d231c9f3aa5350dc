"""Chinese names sort and are found by how they are said (CUS-1)."""

from alongside.kernel.pinyin import initials, sort_key


def test_names_are_spelled_without_tones() -> None:
    assert sort_key("周敏") == "zhou min"
    assert initials("周敏") == "zm"


def test_surnames_are_read_as_surnames() -> None:
    assert sort_key("曾单") == "zeng dan"
    assert sort_key("单雄信").startswith("shan ")
    assert sort_key("尉迟恭") == "yu chi gong"


def test_other_scripts_stay_as_they_are() -> None:
    assert sort_key("Anna Müller") == "anna müller"
    assert sort_key("ABC物业") == "abc wu ye"
    assert sort_key("") == ""


def test_names_sort_as_a_chinese_reader_expects() -> None:
    assert sorted(["周敏", "陈国栋", "林晓月", "阿明"], key=sort_key) == ["阿明", "陈国栋", "林晓月", "周敏"]
