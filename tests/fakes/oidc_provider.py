"""A real OpenID Connect provider, django-oauth-toolkit's, on loopback: PORT REDIRECT_URI [no-verified-mail].

Its people are lin and nobody, password `oidc-password`; the client is `alongside`, whose secret is `oidc-secret`.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

PORT, BACK = sys.argv[1], sys.argv[2]
FOLDER = Path(tempfile.mkdtemp())
KEY = (
    rsa.generate_private_key(public_exponent=65537, key_size=2048)
    .private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    .decode()
)
FORM = "<form method=post>{% csrf_token %}{{ form }}<button>Sign in</button></form>"

settings.configure(
    SECRET_KEY="only for tests " * 4,
    DEBUG=False,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": FOLDER / "provider.sqlite3"}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "oauth2_provider",
    ],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "loaders": [
                    ("django.template.loaders.locmem.Loader", {"registration/login.html": FORM}),
                    "django.template.loaders.app_directories.Loader",
                ],
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                ],
            },
        }
    ],
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    LOGIN_URL="/login/",
    USE_TZ=True,
    OAUTH2_PROVIDER={
        "OIDC_ENABLED": True,
        "OIDC_ISS_ENDPOINT": f"http://127.0.0.1:{PORT}/o",
        "OIDC_RSA_PRIVATE_KEY": KEY,
        "OIDC_RP_INITIATED_LOGOUT_ENABLED": True,
        "PKCE_REQUIRED": True,
        "SCOPES": {"openid": "who", "profile": "name", "email": "mail"},
        "OAUTH2_VALIDATOR_CLASS": f"{__name__}.Validator",
        "ALLOWED_REDIRECT_URI_SCHEMES": ["http"],
    },
)
django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.contrib.auth.views import LoginView  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import include, path  # noqa: E402
from oauth2_provider.models import Application  # noqa: E402
from oauth2_provider.oauth2_validators import OAuth2Validator  # noqa: E402


class Validator(OAuth2Validator):
    oidc_claim_scope = None  # every claim in the token

    def get_additional_claims(self, request):
        person = request.user
        return {
            "preferred_username": person.username,
            "email": person.email,
            "email_verified": "no-verified-mail" not in sys.argv,
        }


urlpatterns = [
    path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")),
    path("login/", LoginView.as_view()),
]


class Quiet(WSGIRequestHandler):
    def log_message(self, *args) -> None:
        """Nobody reads it."""


if __name__ == "__main__":
    sys.modules[__name__] = sys.modules["__main__"]
    call_command("migrate", verbosity=0)
    for name in ("lin", "nobody"):
        User.objects.create_user(name, f"{name}@alongside.example", "oidc-password")
    Application.objects.create(
        client_id="alongside", client_secret="oidc-secret", client_type="confidential", algorithm="RS256",
        authorization_grant_type="authorization-code", redirect_uris=BACK, skip_authorization=True, name="Alongside",
        post_logout_redirect_uris=BACK.split("/sign-in/")[0] + "/sign-in/",
    )  # fmt: skip
    make_server("127.0.0.1", int(PORT), get_wsgi_application(), handler_class=Quiet).serve_forever()
