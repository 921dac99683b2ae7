"""A small OpenID Connect provider on this machine: it signs, checks PKCE and secrets, and takes each code once."""

import hashlib
import hmac
import json
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

CLIENT, SECRET = "huzhu", "a secret between two"


class Realm:
    """Who is signed in there, what is told of them, and what is wrong with it where a test wants that."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, parameters={"kid": "one", "use": "sig", "alg": "RS256"})
        self.address = ""
        self.person: dict[str, Any] = {
            "sub": "4711",
            "email": "mei@example.com",
            "email_verified": True,
            "preferred_username": "mei",
        }
        self.wrong: dict[str, Any] = {}  # claims that replace the right ones
        self.signs_with = self.key
        self.forges = ""  # the algorithm that a forged token names
        self.fetched: list[str] = []
        self.down = False
        self.claims_to_be = ""
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[dict[str, str]] = []

    def app(self) -> Flask:
        """Its four addresses."""
        made = Flask("realm")
        made.add_url_rule("/.well-known/openid-configuration", view_func=self.configuration)
        made.add_url_rule("/authorize", view_func=self.authorize)
        made.add_url_rule("/token", view_func=self.token, methods=["POST"])
        made.add_url_rule("/keys", view_func=self.keys)
        return made

    def configuration(self) -> Response:
        self.fetched.append("configuration")
        if self.down:
            return Response("busy", 503)
        return jsonify(
            issuer=self.claims_to_be or self.address,
            authorization_endpoint=f"{self.address}/authorize",
            token_endpoint=f"{self.address}/token",
            jwks_uri=f"{self.address}/keys",
        )

    def authorize(self) -> Any:
        given = request.args.to_dict()
        assert given["response_type"] == "code"
        assert given["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(16)
        self.codes[code] = given
        return redirect(given["redirect_uri"] + "?" + urlencode({"code": code, "state": given["state"]}))

    def token(self) -> Any:
        self.asked.append(request.form.to_dict())
        given = self.codes.pop(request.form.get("code", ""), None)
        who = request.authorization
        digest = hashlib.sha256(request.form["code_verifier"].encode()).digest()
        fits = given is not None and (
            urlsafe_b64encode(digest).rstrip(b"=").decode() == given["code_challenge"]
            and given["redirect_uri"] == request.form["redirect_uri"]
        )
        if not fits or given is None or who is None or (who.username, who.password) != (CLIENT, SECRET):
            return jsonify(error="invalid_grant"), 400
        now = int(time.time())
        claims = {
            "iss": self.address,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": given["nonce"],
            **self.person,
            **self.wrong,
        }
        told = {name: value for name, value in claims.items() if value is not None}
        word = jwt.encode({"alg": "RS256", "kid": "one"}, told, self.signs_with)
        word = self.forged(told) or word
        return jsonify(id_token=word, access_token=secrets.token_urlsafe(8), token_type="Bearer")

    def forged(self, told: dict[str, Any]) -> str:
        """The same claims without a signature, or with one that everybody can make; nothing where none is wanted."""
        if not self.forges:
            return ""
        parts = [json.dumps(part).encode() for part in ({"alg": self.forges, "kid": "one"}, told)]
        head = b".".join(urlsafe_b64encode(part).rstrip(b"=") for part in parts)
        made = b""
        if self.forges == "HS256":
            made = hmac.digest(self.key.as_pem(private=False), head, "sha256")
        return (head + b"." + urlsafe_b64encode(made).rstrip(b"=")).decode()

    def keys(self) -> Response:
        self.fetched.append("keys")
        return jsonify(KeySet([self.key]).as_dict(private=False))


@contextmanager
def running(realm: Realm) -> Iterator[str]:
    """Its address, for as long as the block lasts."""
    server = make_server("127.0.0.1", 0, realm.app(), threaded=True)
    realm.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield realm.address
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
