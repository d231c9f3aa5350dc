"""What we ask of an official account's API. Every call ends in time; whatever goes wrong is a WeChatError."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from alongside.kernel.later import Later
from alongside.kernel.shared_tokens import shared_token
from alongside.kernel.wechat_official.errors import Trouble, WeChatError

httpx = Later("httpx")

WECHAT = "https://api.weixin.qq.com"
SECONDS, SECONDS_TO_CONNECT = 8.0, 4.0
LARGEST_MEDIA = 30 * 1024 * 1024
_FILE_NAME = re.compile(r'filename="?([^";]+)"?', re.IGNORECASE)
_NOT_TAKEN_STATUS = frozenset({502, 503})
_MARGIN = timedelta(minutes=4)  # a token this close to its end is not begun with


@dataclass(frozen=True)
class Media:
    """A picture, a voice or a film that somebody sent."""

    name: str
    content_type: str
    data: bytes


class OfficialAccount:
    """One account. Its token is shared by all processes; one that is refused is asked anew, once (40001, 42001)."""

    def __init__(self, *, app_id: str, secret: str, now: datetime, base: str = WECHAT) -> None:
        self._app_id, self._secret, self._now = app_id, secret, now
        self._base = base.rstrip("/")

    # --- what may be asked ------------------------------------------------------------------------------------

    def check(self) -> None:
        """Whether app id and secret are right, and our address is on the account's list. Leaves the token alone."""
        token, _lasts = self._stable_token(force=False)
        with self._answered("GET", "/cgi-bin/get_api_domain_ip", {"access_token": token}) as answer:
            _told(_whole(answer))

    def send_text(self, openid: str, words: str) -> None:
        """As customer service: within 48 hours after the person spoke. As long as `pieces` makes them."""
        self._say(openid, "text", {"content": words})

    def send_media(self, openid: str, kind: str, media_id: str) -> None:
        """`kind`: image, voice or video; what was uploaded before."""
        self._say(openid, kind, {"media_id": media_id})

    def send_template(
        self, openid: str, template_id: str, data: Mapping[str, str], *, url: str = "", once: str = ""
    ) -> str:
        """A template message (模板消息); its number, by which WeChat tells later whether it arrived.

        `once` (at most 32 characters): the same again within ten minutes is not sent twice.
        """
        asked: dict[str, Any] = {"touser": openid, "template_id": template_id, "data": _values(data)}
        asked |= {"url": url} if url else {}
        asked |= {"client_msg_id": once} if once else {}
        return str(self._ask("POST", "/cgi-bin/message/template/send", asked).get("msgid", ""))

    def send_subscribed(
        self, openid: str, template_id: str, data: Mapping[str, str], *, page: str = ""
    ) -> str:
        """A notice for which the person said yes (订阅通知); its number, where WeChat tells one."""
        asked: dict[str, Any] = {"touser": openid, "template_id": template_id, "data": _values(data)}
        asked |= {"page": page} if page else {}
        return str(self._ask("POST", "/cgi-bin/message/subscribe/bizsend", asked).get("msgid", ""))

    def person(self, openid: str) -> dict[str, Any]:
        """What WeChat tells of a follower: `subscribe`, and `unionid` where there is one."""
        return self._ask("GET", "/cgi-bin/user/info", more={"openid": openid})

    def publish_menu(self, buttons: list[dict[str, Any]]) -> None:
        """The menu below the conversation; without buttons there is none."""
        if buttons:
            self._ask("POST", "/cgi-bin/menu/create", {"button": buttons})
        else:
            self._ask("GET", "/cgi-bin/menu/delete")

    def upload(self, kind: str, name: str, content_type: str, data: bytes) -> str:
        """Keep a file there for three days; its id for `send_media`."""
        given = {"media": (name, data, content_type)}
        try:
            found = self._ask("POST", "/cgi-bin/media/upload", more={"type": kind}, files=given)
        except WeChatError as error:  # kept or not, nobody has seen it
            raise WeChatError(error.number, error.said) from error
        return str(found.get("media_id", ""))

    def media(self, media_id: str) -> Media:
        """What somebody sent, within three days. WeChatError (Trouble.MEDIA) when it is gone or too large."""
        told: dict[str, Any] | Media = self._with_token(lambda token: self._fetch(token, media_id))
        return told if isinstance(told, Media) else self._film(str(told.get("video_url", "")))

    # --- how it is asked --------------------------------------------------------------------------------------

    def _say(self, openid: str, kind: str, what: dict[str, str]) -> None:
        self._ask("POST", "/cgi-bin/message/custom/send", {"touser": openid, "msgtype": kind, kind: what})

    def _ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        *,
        more: Mapping[str, str] | None = None,
        files: Any = None,
    ) -> dict[str, Any]:
        def ask(token: str) -> dict[str, Any]:
            with self._answered(
                method, path, {"access_token": token, **(more or {})}, body=body, files=files
            ) as answer:
                return _told(_whole(answer))

        return self._with_token(ask)

    def _with_token(self, ask: Any) -> Any:
        token = self._token()
        try:
            return ask(token)
        except WeChatError as error:
            if error.trouble != Trouble.TOKEN:
                raise
        return ask(self._token(refused=token))

    def _token(self, *, refused: str = "") -> str:
        try:
            return shared_token(
                token_name(self._app_id), lambda: self._new_token(refused), now=self._now, refused=refused
            )
        except (
            WeChatError
        ) as error:  # whatever became of the question for a token, nothing was said to anybody
            raise WeChatError(error.number, error.said) from error

    def _new_token(self, refused: str) -> tuple[str, datetime]:
        """The one that WeChat has for all of us; where that is the refused one, a new one."""
        token, lasts = self._stable_token(force=False)
        if token == refused:
            token, lasts = self._stable_token(force=True)
        return token, self._now + max(lasts - _MARGIN, timedelta(seconds=30))

    def _stable_token(self, *, force: bool) -> tuple[str, timedelta]:
        asked = {
            "grant_type": "client_credential", "appid": self._app_id, "secret": self._secret, "force_refresh": force,
        }  # fmt: skip
        with self._answered("POST", "/cgi-bin/stable_token", {}, body=asked) as answer:
            try:
                found = _told(_whole(answer))
            except WeChatError as error:
                raise WeChatError(40125, error.said) if error.trouble == Trouble.TOKEN else error from None
        token, lasts = found.get("access_token"), found.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(lasts, int):
            raise WeChatError(0, "no token in the answer")
        return token, timedelta(seconds=lasts)

    def _fetch(self, token: str, media_id: str) -> dict[str, Any] | Media:
        params = {"access_token": token, "media_id": media_id}
        with self._answered("GET", "/cgi-bin/media/get", params) as answer:
            raw = _whole(answer)
            is_file = "Content-Disposition" in answer.headers
            return _media(answer, raw) if is_file else _told(raw)

    def _film(self, url: str) -> Media:
        """Films are fetched from where WeChat says."""
        if not url.startswith(("https://", "http://")):
            raise WeChatError(40007, "no address of the film")
        with self._answered("GET", url, {}) as answer:
            if answer.status_code != 200:
                raise WeChatError(40007, f"film {answer.status_code}")
            return _media(answer, _whole(answer))

    @contextmanager
    def _answered(
        self, method: str, path: str, params: Mapping[str, str], *, body: Any = None, files: Any = None
    ) -> Iterator[Any]:
        url = path if "://" in path else self._base + path
        given: dict[str, Any] = {"files": files} if files else {}
        if body is not None:  # letters as they are: WeChat shows \u4f60 as it stands there
            given = {
                "content": json.dumps(body, ensure_ascii=False).encode(),
                "headers": {"Content-Type": "application/json; charset=utf-8"},
            }
        try:
            timeout = httpx.Timeout(SECONDS, connect=SECONDS_TO_CONNECT)
            with (
                httpx.Client(timeout=timeout) as client,
                client.stream(method, url, params=dict(params) or None, **given) as answer,
            ):
                if answer.status_code >= 500:
                    is_unsure = answer.status_code not in _NOT_TAKEN_STATUS
                    raise WeChatError(0, f"HTTP {answer.status_code}", is_unsure=is_unsure)
                yield answer
        except (
            httpx.ConnectError,
            httpx.ConnectTimeout,
            httpx.PoolTimeout,
            httpx.UnsupportedProtocol,
            httpx.InvalidURL,
        ) as error:
            raise WeChatError(0, type(error).__name__) from error  # its words hold the token
        except httpx.HTTPError as error:  # it was on its way when the connection ended
            raise WeChatError(0, type(error).__name__, is_unsure=True) from error


def token_name(app_id: str) -> str:
    """By this the account's token is kept among those that our processes share."""
    return f"wechat:{app_id}"


def _whole(answer: Any) -> bytes:
    raw = bytearray()
    for piece in answer.iter_bytes():
        raw += piece
        if len(raw) > LARGEST_MEDIA:
            raise WeChatError(45001, "larger than we take")
    return bytes(raw)


def _told(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw, strict=False)  # names there hold control characters
    except ValueError as error:
        raise WeChatError(0, "not JSON", is_unsure=True) from error
    if not isinstance(found, dict):
        raise WeChatError(0, "not an object", is_unsure=True)
    number = found.get("errcode", 0)
    if number:
        raise WeChatError(number if isinstance(number, int) else -1, str(found.get("errmsg", "")))
    return found


def _media(answer: Any, raw: bytes) -> Media:
    named = _FILE_NAME.search(answer.headers.get("Content-Disposition", ""))
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Media(named.group(1) if named else "", kind, raw)


def _values(data: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {name: {"value": value} for name, value in data.items()}
