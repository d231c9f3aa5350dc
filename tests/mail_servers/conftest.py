"""The two servers run while the tests of this folder do; `make mail` installs them and runs these tests, and only it."""

from __future__ import annotations

import pytest
from tests.mail_servers.servers import both_servers

from alongside.domain.conversations.tests.mail_house import MailHouse


@pytest.fixture(scope="session")
def servers():
    with both_servers() as running:
        yield running


@pytest.fixture
def house(servers) -> MailHouse:
    """A folder of its own at Dovecot."""
    house = MailHouse(servers.imap)
    house.new_folder()
    return house
