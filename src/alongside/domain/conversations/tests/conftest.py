import pytest

from alongside.domain.conversations.tests.mail_house import a_mail_house


@pytest.fixture(scope="session")
def _house():
    with a_mail_house() as house:
        yield house


@pytest.fixture
def house(_house):
    _house.new_folder()
    return _house
