"""Everything that can be set from outside, read once from the environment. `.env.example` shows it all.

A wrong value stops the program at once with exit code 2, and every wrong variable is named.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from alongside.kernel.index_keys import index_keys

PROJECT = Path(__file__).resolve().parents[3]


class Environment(BaseSettings):
    """The variables, by their names in lower case. The docstring below each is its documentation."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True, use_attribute_docstrings=True)

    database_url: SecretStr | None = None
    """PostgreSQL 15 or later, as postgresql://USER:PASSWORD@HOST:PORT/NAME. Empty: an embedded server under
    VAR_DIR, started and stopped by the program; for a first look and for tests only."""

    database_pool_size: int = Field(default=20, ge=0, le=500)
    """Most connections that one process keeps open. 0: no pool, one connection a thread."""

    secret_key: SecretStr | None = None
    """Signs sessions and links; 50 or more random characters. Needed when DATABASE_URL is set; otherwise one is
    made and kept under VAR_DIR."""

    field_keys: SecretStr | None = None
    """Keys for encrypted fields, as ID:KEY[,ID:KEY…]; KEY is 32 random bytes in URL-safe base64. The first one
    writes, all of them read. Needed when DATABASE_URL is set. Losing it loses the encrypted data."""

    blind_index_key: SecretStr | None = None
    """Key for finding encrypted phone numbers again: 32 or more random characters, or ID:KEY[,ID:KEY…] while it is
    changed (docs/operations.md); the first one writes, by all of them is found. One written before without an ID is
    listed as :KEY. Needed when DATABASE_URL is set."""

    audit_keys: SecretStr | None = None
    """Keys that seal the access log, as ID:KEY[,ID:KEY…]; KEY is 32 random bytes in URL-safe base64. The first one
    writes; older ones are kept for checking what they sealed. Needed when DATABASE_URL is set."""

    public_url: str = "http://127.0.0.1:8000"
    """The address under which people reach the site; links in mails and the cookies' security follow from it."""

    allowed_hosts: str = "127.0.0.1,localhost"
    """Host names that the site answers to, separated by commas. The one in PUBLIC_URL is always among them."""

    host: str = "127.0.0.1"
    """Address that `alongside serve` listens on."""

    port: int = Field(default=8000, ge=1, le=65535)
    """Port that `alongside serve` listens on."""

    web_processes: int = Field(default=2, ge=1, le=256)
    """Web server processes on this machine."""

    web_threads: int = Field(default=2, ge=1, le=512)
    """Threads in each web server process, so requests that it works on at once. They share one processor: one thread and
    as many processes as processors serve most; a second keeps short pages going beside a long one."""

    worker_concurrency: int = Field(default=4, ge=1, le=128)
    """Jobs that one worker works on at once."""

    trusted_proxy: bool = False
    """Set it behind a proxy that replaces X-Forwarded-Proto and X-Forwarded-For, as deploy/nginx.conf does."""

    debug: bool = False
    """Detailed error pages. For development only."""

    demo: bool = False
    """Shows the demo's conveniences: the outbox page and one-time codes on the screen. Set by `make demo`."""

    var_dir: Path = PROJECT / "var"
    """Folder for what the program itself keeps: embedded database, uploaded files, collected static files."""

    files_dir: Path | None = None
    """Folder of uploaded files when S3_BUCKET is empty. Empty: files/ under VAR_DIR."""

    s3_bucket: str | None = None
    """Bucket for uploaded files on an S3-speaking store; needed with more than one machine. Empty: FILES_DIR."""

    s3_endpoint: str | None = None
    """Address of the S3-speaking store, when it isn't Amazon's."""

    s3_region: str | None = None
    """Region of the bucket."""

    s3_access_key: SecretStr | None = None
    """Key id for the bucket. Empty: the store client's own ways of finding one."""

    s3_secret_key: SecretStr | None = None
    """Secret that belongs to S3_ACCESS_KEY."""

    email_url: SecretStr | None = None
    """Mail server: smtp://USER:PASSWORD@HOST:PORT (STARTTLS: smtp+tls://, TLS from the start: smtps://).
    Empty: mails stay in the outbox."""

    email_from: str = "Alongside <service@localhost>"
    """Sender of the mails."""

    oidc_issuer: str | None = None
    """Single sign-on: the issuer of an OpenID Connect provider, such as https://id.example.com/realms/staff. Its
    redirect address here is PUBLIC_URL/sign-in/with/oidc/back/. Empty: not offered."""

    oidc_client_id: str | None = None
    """The client id that the provider gave this site."""

    oidc_client_secret: SecretStr | None = None
    """The client secret that belongs to it."""

    oidc_name: str = "SSO"
    """How the provider is called on the sign-in page."""

    oidc_staff_claim: str = "preferred_username"
    """The claim that names the staff member: it holds the sign-in name here; `email`: the mail address, which the
    provider must have verified. Nobody gets an account by it."""

    wecom_corp_id: str | None = None
    """Sign-in with WeCom: the company's id. Empty: not offered."""

    wecom_agent_id: str | None = None
    """The id of the company's own app there; its trusted domain is that of PUBLIC_URL."""

    wecom_secret: SecretStr | None = None
    """The secret of that app."""

    wecom_api: str = "https://qyapi.weixin.qq.com"
    """Where WeCom's interface is."""

    wecom_login: str = "https://login.work.weixin.qq.com"
    """Where WeCom shows its QR code."""

    dingtalk_client_id: str | None = None
    """Sign-in with DingTalk: the client id (AppKey) of the company's own app. Empty: not offered."""

    dingtalk_client_secret: SecretStr | None = None
    """The client secret (AppSecret) of that app."""

    dingtalk_corp_id: str | None = None
    """The company's id there: members of other companies are turned away."""

    dingtalk_agent_id: str | None = None
    """The AgentId of that app, by which notices reach the members. Empty: sign-in only."""

    dingtalk_api: str = "https://api.dingtalk.com"
    """Where DingTalk's interface is."""

    dingtalk_old_api: str = "https://oapi.dingtalk.com"
    """Where DingTalk's older interface is, which knows the members of a company."""

    dingtalk_login: str = "https://login.dingtalk.com"
    """Where DingTalk shows its QR code."""

    feishu_app_id: str | None = None
    """Sign-in with Feishu: the App ID of the company's own app. Empty: not offered."""

    feishu_secret: SecretStr | None = None
    """The App Secret of that app."""

    feishu_api: str = "https://open.feishu.cn"
    """Where Feishu's interface is."""

    feishu_login: str = "https://accounts.feishu.cn"
    """Where Feishu asks who somebody is."""

    wechat_official_app_id: str | None = None
    """Owners sign in with WeChat inside WeChat itself: the AppID of the company's official account (服务号). Its domain
    for web authorisation is that of PUBLIC_URL. Empty: not offered there."""

    wechat_official_secret: SecretStr | None = None
    """The AppSecret of that account."""

    wechat_website_app_id: str | None = None
    """Owners sign in with WeChat's QR code in other browsers: the AppID of the website application at the WeChat open
    platform; its authorised domain is that of PUBLIC_URL. Empty: not offered there."""

    wechat_website_secret: SecretStr | None = None
    """The AppSecret of that application."""

    wechat_api: str = "https://api.weixin.qq.com"
    """Where WeChat's interface is."""

    wechat_login: str = "https://open.weixin.qq.com"
    """Where WeChat asks the person, and shows its QR code."""

    drafts_api: str | None = None
    """Drafts and summaries: the base address of an endpoint that speaks OpenAI's chat completions, such as
    http://10.0.0.8:8000/v1. What leaves and what does not: docs/operations.md. Empty: there are none."""

    drafts_key: SecretStr | None = None
    """Its bearer key. Empty: none is sent."""

    drafts_model: str | None = None
    """The model that is asked for there; needed with DRAFTS_API."""

    drafts_per_day: int = Field(default=200, ge=1, le=100_000)
    """Most drafts and summaries that one node asks for in a day."""

    drafts_seconds: int = Field(default=20, ge=1, le=60)
    """How long one may take; a thread of the web server waits for it, one in each process at most."""

    webhook_private_addresses: bool = False
    """Lets webhooks call plain http:// and addresses inside private networks. For tests, and for a company whose
    other systems are reached only from inside."""

    metrics_token: SecretStr | None = None
    """Opens /metrics to whoever sends it as a bearer token. Empty: there is no /metrics."""

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    """How much is logged. Logs are JSON lines on standard error."""

    @field_validator("database_url")
    @classmethod
    def _is_postgresql(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        if not value.get_secret_value().startswith(("postgresql://", "postgres://")):
            raise ValueError("must begin with postgresql://")
        try:
            conninfo_to_dict(value.get_secret_value())
        except ProgrammingError:
            raise ValueError("is not an address of a PostgreSQL database") from None
        return value

    @field_validator("var_dir", "files_dir")
    @classmethod
    def _is_seen_from_the_project(cls, value: Path | None) -> Path | None:
        return value and PROJECT / value

    @field_validator("public_url")
    @classmethod
    def _is_web_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must be a web address such as https://service.example.com")
        return value.rstrip("/")

    @field_validator("drafts_api")
    @classmethod
    def _is_endpoint(cls, value: str | None) -> str | None:
        if value is not None:
            parts = urlsplit(value)
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.username:
                raise ValueError("must be a web address such as https://llm.example.com/v1")
        return value and value.rstrip("/")

    @field_validator("blind_index_key")
    @classmethod
    def _is_index_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            index_keys(value.get_secret_value())
        return value

    @field_validator("email_url")
    @classmethod
    def _is_mail_server(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            parts = urlsplit(value.get_secret_value())
            if parts.scheme not in ("smtp", "smtp+tls", "smtps") or not parts.hostname:
                raise ValueError("must be smtp://, smtp+tls:// or smtps:// with a host")
        return value

    @model_validator(mode="after")
    def _own_database_needs_own_keys(self) -> Environment:
        if self.database_url:
            missing = [
                name.upper()
                for name in ("secret_key", "field_keys", "blind_index_key", "audit_keys")
                if getattr(self, name) is None
            ]
            if missing:
                raise ValueError(f"{', '.join(missing)} must be set when DATABASE_URL is set")
        return self

    @model_validator(mode="after")
    def _elsewhere_is_whole(self) -> Environment:
        for names in (
            ("oidc_issuer", "oidc_client_id", "oidc_client_secret"),
            ("wecom_corp_id", "wecom_agent_id", "wecom_secret"),
            ("dingtalk_client_id", "dingtalk_client_secret", "dingtalk_corp_id"),
            ("feishu_app_id", "feishu_secret"),
            ("wechat_official_app_id", "wechat_official_secret"),
            ("wechat_website_app_id", "wechat_website_secret"),
            ("drafts_api", "drafts_model"),
        ):
            missing = [name.upper() for name in names if getattr(self, name) is None]
            if missing and len(missing) < len(names):
                raise ValueError(f"{', '.join(missing)} must be set too")
        return self

    def mail_server(self) -> dict[str, Any]:
        """Django's EMAIL_* settings."""
        if self.email_url is None:
            return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
        parts = urlsplit(self.email_url.get_secret_value())
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "EMAIL_HOST": parts.hostname,
            "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
            "EMAIL_HOST_USER": unquote(parts.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
            "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
            "EMAIL_USE_SSL": parts.scheme == "smtps",
        }


@cache
def load() -> Environment:
    """The environment, checked. Ends the program with exit code 2 when a variable is wrong."""
    try:
        return Environment()
    except ValidationError as wrong:
        for error in wrong.errors(include_input=False, include_url=False):
            name = ".".join(str(part) for part in error["loc"]).upper()
            message = error["msg"].removeprefix("Value error, ")
            print(f"alongside: {name + ': ' if name else ''}{message}", file=sys.stderr)
        sys.exit(2)
