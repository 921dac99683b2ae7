"""The one provider that the settings name: the only door to Authlib and joserfc, opened when it is needed.

Authorization code with PKCE; an answer is believed only when signature, issuer, audience, time and nonce are right.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from flask import current_app

from community.kernel import clock, outgoing
from community.kernel.errors import Invalid, Unavailable
from community.kernel.furnish import site_settings
from community.kernel.typed_input import NUL, whole
from community.kernel.words import N_

SECONDS: Final = 8
MOST_BYTES: Final = 200_000
KEPT: Final = timedelta(minutes=10)  # discovery and keys
KEPT_ANEW: Final = timedelta(minutes=1)  # keys, when a signature fits none of them
LONGEST_SUBJECT: Final = 255  # ASCII, as the standard says
LONGEST_EMAIL: Final = 254
LONGEST_NAME: Final = 100  # of which a person makes a name; a cookie has to hold it
LEEWAY: Final = 60  # seconds that clocks may differ
ALGORITHMS: Final = ("RS256", "ES256", "PS256", "EdDSA")  # never "none", never a shared secret
SCOPE: Final = "openid email profile"
PATH: Final = "/.well-known/openid-configuration"
UNREACHABLE: Final = N_("%(provider)s does not answer right now. Please try again, or use your password.")
NOT_BELIEVED: Final = N_("%(provider)s gave an answer that we could not trust. Please try again.")


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody, as the provider knows them; `email` only where it says that it was verified."""

    issuer: str
    subject: str
    email: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Trip:
    """What has to come back unchanged, or fit to what was sent."""

    state: str
    nonce: str
    verifier: str


def name() -> str:
    """What people call the provider."""
    settings = site_settings()
    return settings.oidc_name or urlsplit(settings.oidc_issuer).netloc


def address_of(trip: Trip, back: str) -> str:
    """Where a browser goes to sign in there. Raises Unavailable."""
    from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
    from authlib.oauth2.rfc7636 import create_s256_code_challenge

    made: str = prepare_grant_uri(
        _endpoint(_metadata(), "authorization_endpoint"),
        client_id=site_settings().oidc_client_id,
        response_type="code",
        redirect_uri=back,
        scope=SCOPE,
        state=trip.state,
        nonce=trip.nonce,
        code_challenge=create_s256_code_challenge(trip.verifier),
        code_challenge_method="S256",
    )
    return made


def identity(code: str, trip: Trip, back: str) -> Identity:
    """Who came back with `code`. Raises Unavailable, and Invalid for an answer that is not to be believed."""
    settings, metadata = site_settings(), _metadata()
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "client_id": settings.oidc_client_id,
        "code_verifier": trip.verifier,
    }
    secret = settings.oidc_client_secret.get_secret_value()
    basic = (settings.oidc_client_id, secret) if secret else None
    told = _fetched("POST", _endpoint(metadata, "token_endpoint"), data=sent, basic=basic)
    word, access = str(told.get("id_token", "")), str(told.get("access_token", ""))
    keys = _endpoint(metadata, "jwks_uri")
    try:
        claims = _believed(word, _kept(keys), metadata, trip, access)
    except Invalid:  # it may have new keys
        claims = _believed(word, _kept(keys, anew=True), metadata, trip, access)
    email = claims.get("email")
    verified = claims.get("email_verified") is True and isinstance(email, str) and len(email) <= LONGEST_EMAIL
    verified = verified and whole(email) == email  # what is mended is not what was verified
    return Identity(
        issuer=str(claims["iss"]),
        subject=str(claims["sub"]),
        email=str(claims["email"]) if verified else "",
        name=whole(str(claims.get("preferred_username") or claims.get("name") or ""))[:LONGEST_NAME],
    )


def _believed(
    word: str, keys: Mapping[str, Any], metadata: Mapping[str, Any], trip: Trip, access: str
) -> Mapping[str, Any]:
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    client = site_settings().oidc_client_id
    try:
        token = jwt.decode(word, KeySet.import_key_set(keys), algorithms=list(ALGORITHMS))  # type: ignore[arg-type]
        claims = CodeIDToken(
            token.claims,
            token.header,
            {
                "iss": {"essential": True, "value": metadata["issuer"]},
                "aud": {"essential": True, "value": client},
                "sub": {"essential": True},
                "exp": {"essential": True},
            },
            {"nonce": trip.nonce, "client_id": client, "access_token": access or None},
        )
        claims.validate(now=int(clock.now().timestamp()), leeway=LEEWAY)
    except (JoseError, ValueError, TypeError, KeyError):
        raise Invalid(NOT_BELIEVED, provider=name()) from None
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isascii():
        raise Invalid(NOT_BELIEVED, provider=name())
    if NUL in subject:  # two who differ in it alone would become one
        raise Invalid(NOT_BELIEVED, provider=name())
    if claims.get("nonce") != trip.nonce:
        raise Invalid(NOT_BELIEVED, provider=name())
    return dict(claims)


def _metadata() -> Mapping[str, Any]:
    issuer = site_settings().oidc_issuer
    found = _kept(issuer.rstrip("/") + PATH)
    if str(found.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
        raise Invalid(NOT_BELIEVED, provider=name())
    return found


def _endpoint(metadata: Mapping[str, Any], which: str) -> str:
    """An address of the provider; over https, unless the provider itself is not."""
    found = str(metadata.get(which, ""))
    if urlsplit(found).scheme not in {"https", urlsplit(site_settings().oidc_issuer).scheme}:
        raise Invalid(NOT_BELIEVED, provider=name())
    return found


def _kept(url: str, *, anew: bool = False) -> Mapping[str, Any]:
    """A document of the provider that seldom changes; `anew` asks again, unless that was just done."""
    shelf: dict[str, tuple[datetime, Mapping[str, Any]]] = current_app.extensions.setdefault("huzhu_oidc", {})
    now, age = clock.now(), KEPT_ANEW if anew else KEPT
    if url in shelf and timedelta() <= now - shelf[url][0] < age:
        return shelf[url][1]
    found = _fetched("GET", url)
    shelf[url] = (now, found)
    return found


def _fetched(method: str, url: str, **more: Any) -> Mapping[str, Any]:
    """A document of the provider, never longer or slower than is good. Raises Unavailable, Invalid."""
    try:
        answer = outgoing.ask(
            method,
            url,
            seconds=SECONDS,
            most_bytes=MOST_BYTES,
            admits=outgoing.is_machine,
            headers={"Accept": "application/json"},
            **more,
        )
    except (outgoing.Refused, outgoing.Unanswered):
        raise Unavailable(UNREACHABLE, provider=name()) from None
    if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Unavailable(UNREACHABLE, provider=name())
    try:
        found = whole(json.loads(answer.body))
    except (ValueError, RecursionError):
        raise Invalid(NOT_BELIEVED, provider=name()) from None
    if answer.status != HTTPStatus.OK or not isinstance(found, dict):
        raise Invalid(NOT_BELIEVED, provider=name())
    return found
