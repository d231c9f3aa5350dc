"""Django's settings. Whatever can differ between machines comes from `environment`; nothing else is read."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from psycopg.conninfo import conninfo_to_dict

from alongside.config import embedded_database, environment, logs, own_keys

ENV = environment.load()
SOURCE = environment.PROJECT / "src" / "alongside"
PACKS_DIR = environment.PROJECT / "packs"
VAR_DIR = ENV.var_dir
BASE_DIR = environment.PROJECT
ICONS_DIRECTORY = environment.PROJECT / "node_modules" / "@tabler" / "icons" / "icons" / "outline"

# --- keys ---------------------------------------------------------------------------------------------------

_keys = own_keys.complete(ENV)
SECRET_KEY = _keys["secret_key"]
FIELD_KEYS = _keys["field_keys"]
BLIND_INDEX_KEY = _keys["blind_index_key"]
AUDIT_KEYS = _keys["audit_keys"]

# --- apps ---------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "csp",
    "django_htmx",
    # template_partials' own app would wrap the loaders; they are written out below instead.
    "template_partials.apps.SimpleAppConfig",
    "alongside.kernel",
    # domains, lowest first
    "alongside.domain.organisation",
    "alongside.domain.work",
    "alongside.domain.estates",
    "alongside.domain.customers",
    "alongside.domain.privacy",
    "alongside.domain.wording",
    "alongside.domain.listings",
    "alongside.domain.conversations",
    "alongside.domain.knowledge",
    "alongside.domain.bulletins",
    "alongside.domain.appointments",
    "alongside.domain.promises",
    "alongside.domain.reception",
    "alongside.domain.cases",
    "alongside.domain.assistance",
    "alongside.domain.journeys",
    "alongside.domain.platforms",
    "alongside.faces.ui",
    "alongside.faces.desk",
    "alongside.faces.portal",
    "alongside.faces.gateways",
    "alongside.faces.widget",
    "alongside.faces.api",
]

MIDDLEWARE = [
    "alongside.config.requests.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "alongside.config.content_policy.ContentPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "alongside.config.access.AccessLines",
]

ROOT_URLCONF = "alongside.config.urls"
WSGI_APPLICATION = "alongside.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- database -----------------------------------------------------------------------------------------------


def _database() -> dict[str, object]:
    address = (
        ENV.database_url.get_secret_value()
        if ENV.database_url
        else embedded_database.url(VAR_DIR / "postgres")
    )
    parts = {name: str(value) for name, value in conninfo_to_dict(address).items() if value is not None}
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    database: dict[str, object] = {names[name]: value for name, value in parts.items() if name in names}
    options: dict[str, object] = {name: value for name, value in parts.items() if name not in names}
    # Values travel apart from the text, and the server keeps the plans of what is asked again and again: planning
    # a case with its seven joins takes longer than reading it. A pooler between must keep sessions.
    options |= {"server_side_binding": True, "prepare_threshold": 5}
    # One page in parallel is quick and takes the processors of all others.
    options["options"] = f"{options.get('options', '')} -c max_parallel_workers_per_gather=0".strip()
    if ENV.database_pool_size:
        options["pool"] = {"min_size": 1, "max_size": ENV.database_pool_size, "timeout": 10}
    return {
        "ENGINE": "alongside.config.database",
        "CONN_HEALTH_CHECKS": True,
        **database,
        "OPTIONS": options,
    }


DATABASES = {"default": _database()}

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

# --- templates ----------------------------------------------------------------------------------------------

# A page's template lies beside its Python file, so the template's name is its path below src/alongside.
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["template_partials.templatetags.partials"],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "alongside.faces.ui.folding.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
        },
    }
]

# --- languages and time -------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English"), ("zh-hant", "繁體中文")]
# Named here, although Django would find them, so that our words win over those of the libraries.
LOCALE_PATHS = [
    SOURCE / package / "locale"
    for package in (
        "faces/desk",
        "faces/portal",
        "faces/widget",
        "faces/api",
        "faces/ui",
        "faces/cli",
        "domain/cases",
        "domain/conversations",
        "domain/privacy",
        "domain/listings",
        "domain/customers",
        "domain/estates",
        "domain/work",
        "domain/organisation",
        "kernel",
        "config",
    )
]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = USE_TZ = True

# --- sign-in ------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = ["alongside.config.sign_in.StaffBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTH_USER_MODEL = "organisation.StaffMember"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:start"
ACCOUNT_ADAPTER = "alongside.faces.desk.sign_in.sign_in.DeskAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Wrong passwords lock an account for five minutes, and slow down an address that tries many accounts.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "30/m/ip,5/300s/key"}
# Sign-ins of elsewhere, by provider; one that is not set is not offered.
SIGN_IN_ELSEWHERE: dict[str, dict[str, str]] = {}
if ENV.oidc_issuer and ENV.oidc_client_secret:
    SIGN_IN_ELSEWHERE["oidc"] = {
        "issuer": ENV.oidc_issuer.rstrip("/"),
        "client_id": ENV.oidc_client_id or "",
        "client_secret": ENV.oidc_client_secret.get_secret_value(),
        "name": ENV.oidc_name,
        "staff_claim": ENV.oidc_staff_claim,
    }
if ENV.wecom_corp_id and ENV.wecom_secret:
    SIGN_IN_ELSEWHERE["wecom"] = {
        "corp_id": ENV.wecom_corp_id,
        "agent_id": ENV.wecom_agent_id or "",
        "secret": ENV.wecom_secret.get_secret_value(),
        "api": ENV.wecom_api.rstrip("/"),
        "login": ENV.wecom_login.rstrip("/"),
    }
if ENV.dingtalk_client_id and ENV.dingtalk_client_secret:
    SIGN_IN_ELSEWHERE["dingtalk"] = {
        "client_id": ENV.dingtalk_client_id,
        "client_secret": ENV.dingtalk_client_secret.get_secret_value(),
        "corp_id": ENV.dingtalk_corp_id or "",
        "agent_id": ENV.dingtalk_agent_id or "",
        "api": ENV.dingtalk_api.rstrip("/"),
        "old_api": ENV.dingtalk_old_api.rstrip("/"),
        "login": ENV.dingtalk_login.rstrip("/"),
    }
if ENV.feishu_app_id and ENV.feishu_secret:
    SIGN_IN_ELSEWHERE["feishu"] = {
        "app_id": ENV.feishu_app_id,
        "secret": ENV.feishu_secret.get_secret_value(),
        "api": ENV.feishu_api.rstrip("/"),
        "login": ENV.feishu_login.rstrip("/"),
    }
# Where the platforms of the staff are, also for those who only have a robot in a group there.
PLATFORM_ADDRESSES = {
    "wecom": ENV.wecom_api.rstrip("/"),
    "dingtalk": ENV.dingtalk_old_api.rstrip("/"),
    "feishu": ENV.feishu_api.rstrip("/"),
}
WECHAT_LOGIN = ENV.wechat_login.rstrip("/")
# Owners' sign-in with WeChat, by program: the official account inside WeChat, the website application elsewhere.
WECHAT_SIGN_IN: dict[str, dict[str, str]] = {
    program: {
        "app_id": app_id,
        "secret": secret.get_secret_value(),
        "api": ENV.wechat_api.rstrip("/"),
        "login": WECHAT_LOGIN,
    }
    for program, app_id, secret in (
        ("official", ENV.wechat_official_app_id, ENV.wechat_official_secret),
        ("website", ENV.wechat_website_app_id, ENV.wechat_website_secret),
    )
    if app_id and secret
}
# Where drafts and summaries come from; None: there are none, and nothing of them is shown (CHN-10).
CHAT_ENDPOINT: dict[str, Any] | None = None
if ENV.drafts_api and ENV.drafts_model:
    CHAT_ENDPOINT = {
        "api": ENV.drafts_api,
        "key": ENV.drafts_key.get_secret_value() if ENV.drafts_key else "",
        "model": ENV.drafts_model,
        "per_day": ENV.drafts_per_day,
        "seconds": ENV.drafts_seconds,
    }
MFA_ADAPTER = "alongside.faces.desk.sign_in.second_factor.DeskSecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # clocks of telephones differ; a code counts once all the same
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TRUST_COOKIE_AGE = 14 * 24 * 3600  # a remembered device
MFA_WEBAUTHN_USER_VERIFICATION = "preferred"
MFA_FORMS = {
    "authenticate": "alongside.faces.desk.sign_in.second_factor.CodeForm",
    "reauthenticate": "alongside.faces.desk.sign_in.second_factor.ConfirmingCodeForm",
    "activate_totp": "alongside.faces.desk.sign_in.set_up.AppForm",
}
if ENV.trusted_proxy:
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
# In the database, so that every web process counts the same tries; used for nothing else.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kernel_shared_cache"}
}
SESSION_ENGINE = "alongside.config.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
USERSESSIONS_TRACK_ACTIVITY = False  # would write at every request

# --- security -----------------------------------------------------------------------------------------------

DEBUG = ENV.debug
_public = urlsplit(ENV.public_url)
PUBLIC_URL = ENV.public_url
ALLOWED_HOSTS = sorted(
    {_public.hostname or "", *(one.strip() for one in ENV.allowed_hosts.split(","))} - {""}
)
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]
_https = _public.scheme == "https"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _https else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ENV.trusted_proxy:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "media-src": ["'self'", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

# --- static files and uploads -------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# Only what pages use of the packages in node_modules: see alongside.config.frontend.
STATICFILES_DIRS = [VAR_DIR / "frontend"]
WHITENOISE_MAX_AGE = 3600


def _files() -> dict[str, object]:
    if not ENV.s3_bucket:
        location = ENV.files_dir or VAR_DIR / "files"
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": location, "base_url": None},
        }
    options = {
        "bucket_name": ENV.s3_bucket,
        "endpoint_url": ENV.s3_endpoint,
        "region_name": ENV.s3_region,
        "access_key": ENV.s3_access_key and ENV.s3_access_key.get_secret_value(),
        "secret_key": ENV.s3_secret_key and ENV.s3_secret_key.get_secret_value(),
        "default_acl": None,
        "file_overwrite": False,
        "querystring_auth": True,
    }
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {name: value for name, value in options.items() if value is not None},
    }


STORAGES = {
    "default": _files(),
    "staticfiles": {"BACKEND": "alongside.config.static_files.StaticFiles"},
}

# --- mail ---------------------------------------------------------------------------------------------------

_mail = ENV.mail_server()
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail.get("EMAIL_HOST", "localhost")
EMAIL_PORT = _mail.get("EMAIL_PORT", 25)
EMAIL_HOST_USER = _mail.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.email_from

# --- watching -----------------------------------------------------------------------------------------------

DEMO = ENV.demo
WEBHOOK_PRIVATE_ADDRESSES = ENV.webhook_private_addresses
METRICS_TOKEN = ENV.metrics_token.get_secret_value() if ENV.metrics_token else ""
LOGGING_CONFIG = None
logs.configure(ENV.log_level)
