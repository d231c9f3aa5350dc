"""OpenID Connect: code with PKCE, state and nonce; the token's signature, issuer, audience and times are checked."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

import httpx
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from alongside.faces.ui.elsewhere import (
    Known,
    Leaving,
    Provider,
    ask,
    down,
    refused,
    timeout,
)

SIGNATURES = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
LEEWAY = 60  # seconds by which clocks may differ


class OpenIdConnect(Provider):
    code: ClassVar[str] = "oidc"

    @property
    def name(self) -> str:
        return self.given["name"]

    def send_away(self, *, back: str, state: str, is_inside: bool, now: datetime) -> Leaving:
        kept = {"nonce": secrets.token_urlsafe(24), "verifier": secrets.token_urlsafe(48)}
        url, _state = self._client(back).create_authorization_url(
            self._found("authorization_endpoint"),
            state=state,
            nonce=kept["nonce"],
            code_verifier=kept["verifier"],
        )
        return Leaving(url, kept)

    def who_came_back(
        self, params: Mapping[str, str], kept: Mapping[str, str], *, back: str, now: datetime
    ) -> Known:
        if "code" not in params:
            raise refused()
        try:
            token = self._client(back).fetch_token(
                self._found("token_endpoint"), code=params["code"], code_verifier=kept["verifier"]
            )
        except OAuthError as error:
            raise refused() from error
        except (httpx.HTTPError, ValueError) as error:
            raise down(self.name) from error
        claims = self._checked(token, kept["nonce"], now)
        return Known(
            subject=claims["sub"],
            sign_out_url=self._sign_out_url(back),
            **self._staff_claim(claims, token),
        )

    def _checked(self, token: Mapping[str, Any], nonce: str, now: datetime) -> CodeIDToken:
        try:
            keys = KeySet.import_key_set(ask(self.name, "GET", self._found("jwks_uri")))
            read = jwt.decode(str(token.get("id_token", "")), keys, algorithms=SIGNATURES)
            claims = CodeIDToken(
                read.claims,
                read.header,
                options={
                    "iss": {"essential": True, "value": self._found("issuer")},
                    "aud": {"essential": True, "value": self.given["client_id"]},
                    "nonce": {"essential": True, "value": nonce},
                },
                params={
                    "nonce": nonce,
                    "client_id": self.given["client_id"],
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
        except (JoseError, ValueError, KeyError) as error:
            raise refused() from error
        return claims

    def _staff_claim(self, claims: Mapping[str, Any], token: Mapping[str, Any]) -> dict[str, str]:
        """What names them here. Where the token does not say it, the provider's userinfo may, of the same person."""
        wanted = self.given["staff_claim"]
        said: Mapping[str, Any] = claims
        if wanted not in claims and self._settings().get("userinfo_endpoint"):
            headers = {"Authorization": f"Bearer {token.get('access_token')}"}
            told = ask(self.name, "GET", self._found("userinfo_endpoint"), headers=headers)
            said = told if told.get("sub") == claims["sub"] else {}
        value = said.get(wanted)
        if not isinstance(value, str) or not value.strip():
            return {}
        if wanted == "email":
            return {"email": value} if said.get("email_verified") is True else {}
        return {"username": value}

    def _sign_out_url(self, back: str) -> str:
        end = self._settings().get("end_session_endpoint")
        if not end:
            return ""
        ours = back[: back.index("/sign-in/")]
        asked = {"client_id": self.given["client_id"], "post_logout_redirect_uri": f"{ours}/sign-in/"}
        return f"{end}?{urlencode(asked)}"

    def _client(self, back: str) -> OAuth2Client:
        return OAuth2Client(
            self.given["client_id"],
            self.given["client_secret"],
            redirect_uri=back,
            scope="openid profile email",
            code_challenge_method="S256",
            token_endpoint_auth_method=self._way_of_authenticating(),
            timeout=timeout(),
        )

    def _way_of_authenticating(self) -> str:
        ways = self._settings().get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return "client_secret_basic" if "client_secret_basic" in ways else "client_secret_post"

    def _settings(self) -> dict[str, Any]:
        """What the provider publishes of itself; it must be the issuer that it was configured as."""
        if not hasattr(self, "_published"):
            issuer = self.given["issuer"]
            found = ask(self.name, "GET", f"{issuer}/.well-known/openid-configuration")
            if str(found.get("issuer", "")).rstrip("/") != issuer:
                raise down(self.name)
            self._published = found
        return self._published

    def _found(self, what: str) -> str:
        value = self._settings().get(what)
        if not isinstance(value, str):
            raise down(self.name)
        return value
