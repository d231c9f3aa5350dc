"""Uploads on an S3-speaking store, tried against one on loopback."""

from __future__ import annotations

import boto3
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from moto.server import ThreadedMotoServer
from pydantic import SecretStr

from alongside.config import settings as live_settings
from alongside.config.environment import Environment


@pytest.fixture
def store():
    """A store with the bucket `uploads`, and the environment that points to it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    keys = {"aws_access_key_id": "key", "aws_secret_access_key": "secret", "region_name": "us-east-1"}
    boto3.client("s3", endpoint_url=address, **keys).create_bucket(Bucket="uploads")
    yield Environment(
        s3_bucket="uploads",
        s3_endpoint=address,
        s3_region="us-east-1",
        s3_access_key=SecretStr("key"),
        s3_secret_key=SecretStr("secret"),
    )
    server.stop()


def test_a_file_is_kept_read_and_removed(store, monkeypatch, settings):
    monkeypatch.setattr(live_settings, "ENV", store)
    settings.STORAGES = settings.STORAGES | {"default": live_settings._files()}
    files = storages["default"]
    name = files.save("2026/水.txt", ContentFile("天花板漏水".encode()))
    assert files.open(name).read().decode() == "天花板漏水"
    assert files.save("2026/水.txt", ContentFile(b"another")) != name
    files.delete(name)
    assert not files.exists(name)
