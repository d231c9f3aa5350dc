"""The protocol by which WeChat pushes, written down a second time: nothing here is the product's, so that an error of
one does not hide in the other. For the fake program, and for tests that push without one."""

from __future__ import annotations

import base64
import hashlib
import os
import struct
from typing import Any
from xml.etree import ElementTree

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

APP, TOKEN = "wxofficial", "callback-token"
KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"  # of WeChat's own examples
NONCE, AT = "1320562132", "1763800000"


def sign(*parts: str) -> str:
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def _aes(key: str) -> Any:
    raw = base64.b64decode(key + "=")
    return Cipher(algorithms.AES(raw), modes.CBC(raw[:16]))


def seal(xml: str, *, key: str = KEY, app: str = APP) -> str:
    body = xml.encode()
    plain = os.urandom(16) + struct.pack("!I", len(body)) + body + app.encode()
    padder = padding.PKCS7(256).padder()
    aes = _aes(key).encryptor()
    return base64.b64encode(aes.update(padder.update(plain) + padder.finalize()) + aes.finalize()).decode()


def unseal(sealed: str, *, key: str = KEY) -> str:
    aes = _aes(key).decryptor()
    unpadder = padding.PKCS7(256).unpadder()
    plain = unpadder.update(aes.update(base64.b64decode(sealed)) + aes.finalize()) + unpadder.finalize()
    return plain[20 : 20 + struct.unpack("!I", plain[16:20])[0]].decode()


def as_xml(fields: dict[str, Any]) -> str:
    return f"<xml>{_parts(fields)}</xml>"


def _parts(fields: dict[str, Any]) -> str:
    told = []
    pairs = [
        (name, one)
        for name, value in fields.items()
        for one in (value if isinstance(value, list) else [value])
    ]
    for name, value in pairs:
        if isinstance(value, dict):
            inner = _parts(value)
        else:
            inner = str(value) if isinstance(value, int) else f"<![CDATA[{value}]]>"
        told.append(f"<{name}>{inner}</{name}>")
    return "".join(told)


def pushed(
    fields: dict[str, Any], *, mode: str = "aes", token: str = TOKEN, key: str = KEY, app: str = APP
) -> tuple[dict[str, str], bytes]:
    """The query and the body by which WeChat pushes this. `mode`: plain, compatible or aes."""
    query = {
        "signature": sign(token, AT, NONCE),
        "timestamp": AT,
        "nonce": NONCE,
        "openid": fields["FromUserName"],
    }
    if mode == "plain":
        return query, as_xml(fields).encode()
    sealed = seal(as_xml(fields), key=key, app=app)
    query |= {"encrypt_type": "aes", "msg_signature": sign(token, AT, NONCE, sealed)}
    outside = fields if mode == "compatible" else {"ToUserName": fields["ToUserName"]}
    return query, as_xml({**outside, "Encrypt": sealed}).encode()


def shown(answer: str, *, token: str = TOKEN, key: str = KEY) -> str:
    """What the person reads of a passive reply; "" for none. AssertionError when WeChat would not take it."""
    if answer in ("", "success"):
        return ""
    found = ElementTree.fromstring(answer)
    if (sealed := found.findtext("Encrypt")) is not None:
        signed = sign(token, found.findtext("TimeStamp", ""), found.findtext("Nonce", ""), sealed)
        assert signed == found.findtext("MsgSignature"), "the reply's signature is wrong"
        found = ElementTree.fromstring(unseal(sealed, key=key))
    assert all(found.findtext(one) for one in ("ToUserName", "FromUserName", "CreateTime")), answer
    assert found.findtext("MsgType") == "text", answer
    return found.findtext("Content", "")
