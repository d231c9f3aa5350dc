from __future__ import annotations

import pytest
from tests.fakes.running import running

from alongside.faces.gateways.tests.official import an_account


@pytest.fixture(scope="session")
def there():
    """WeChat, as a program of its own; each account that is made begins it anew."""
    with running("wechat_official") as url:
        yield url


@pytest.fixture
def account(cast, there):
    return an_account(cast, there)
