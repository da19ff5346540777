"""Log-in by OpenID Connect and by a JupyterHub, against providers of ours on this machine."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask, jsonify, redirect, request
from joserfc import jwt
from joserfc.jwk import RSAKey

from autograder.records.review import JupyterHub, OpenIdConnect, ReviewSettings
from autograder.review.app import create_app
from tests.review.browser import served
from tests.review.conftest import PEOPLE, Staff

SECRET = "s3cret"


class Provider:
    """A provider that lets in whoever it is told to.

    Attributes:
        login: Who is there.
        verified: Whether it has seen that their address is theirs.
    """

    def __init__(self) -> None:
        self.app = Flask("provider")
        self.login, self.verified = "tom@example.edu", True
        self.key = RSAKey.generate_key(2048, parameters={"kid": "one"})
        self.codes: dict[str, dict[str, str]] = {}
        self.base = ""
        self.app.add_url_rule("/.well-known/openid-configuration", view_func=self.metadata)
        self.app.add_url_rule("/keys", view_func=self.keys)
        for path in ("/authorize", "/hub/api/oauth2/authorize"):
            self.app.add_url_rule(path, endpoint=path, view_func=self.authorize)
        for path in ("/token", "/hub/api/oauth2/token"):
            self.app.add_url_rule(path, endpoint=path, view_func=self.token, methods=["POST"])
        self.app.add_url_rule("/hub/api/user", view_func=self.user)

    def metadata(self) -> Any:
        return jsonify(
            issuer=self.base,
            authorization_endpoint=f"{self.base}/authorize",
            token_endpoint=f"{self.base}/token",
            jwks_uri=f"{self.base}/keys",
            id_token_signing_alg_values_supported=["RS256"],
        )

    def keys(self) -> Any:
        return jsonify(keys=[self.key.as_dict(private=False)])

    def authorize(self) -> Any:
        code = secrets.token_hex(8)
        self.codes[code] = {"nonce": request.args.get("nonce", "")}
        assert request.args["code_challenge_method"] == "S256"
        return redirect(f"{request.args['redirect_uri']}?code={code}&state={request.args['state']}")

    def token(self) -> Any:
        held = self.codes.pop(request.form["code"], None)
        if held is None or SECRET not in (
            (request.authorization.password if request.authorization else ""),
            request.form.get("client_secret"),
        ):
            return jsonify(error="invalid_grant"), 400
        claims = {"iss": self.base, "aud": "review", "sub": "1", "exp": 4_000_000_000,
                  "iat": 1_700_000_000, "nonce": held["nonce"], "email": self.login,
                  "email_verified": self.verified}  # fmt: skip
        signed = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.key)
        return jsonify(access_token="t", token_type="Bearer", id_token=signed, expires_in=3600)

    def user(self) -> Any:
        assert request.headers["Authorization"] == "Bearer t"
        return jsonify(name=self.login, kind="user")


@contextmanager
def running(provider: Provider) -> Iterator[str]:
    with served(provider.app) as base:
        provider.base = base
        yield base


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    made = Provider()
    with running(made):
        yield made


def page_for(staff: Staff, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Flask:
    monkeypatch.setenv("AUTOGRADER_OIDC_SECRET", SECRET)
    monkeypatch.setenv("AUTOGRADER_HUB_SECRET", SECRET)
    settings = ReviewSettings(
        people=PEOPLE,
        oidc=OpenIdConnect(issuer=provider.base, client_id="review"),
        jupyterhub=JupyterHub(url=provider.base, client_id="review"),
    )
    return create_app(staff.book, settings=settings)


def logged_in(app: Flask, way: str) -> Any:
    """What comes of the whole way: to the provider, and back with what it says."""
    client = app.test_client()
    sent = client.get(f"/log-in/{way}")
    assert sent.status_code == 302, sent.text
    back = requests.get(sent.location, allow_redirects=False, timeout=120)
    parts = urlsplit(back.headers["Location"])
    query = {key: value[0] for key, value in parse_qs(parts.query).items()}
    return client, client.get(parts.path, query_string=query), query


@pytest.mark.parametrize("way", ["oidc", "jupyterhub"])
def test_staff_come_in_with_their_own_role(
    klass: dict[str, Staff], provider: Provider, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    app = page_for(klass["ta"], provider, monkeypatch)
    provider.login, provider.verified = "Tom@example.edu", True
    client, answer, _ = logged_in(app, way)
    assert answer.status_code == 302, answer.text
    assert "Tom, ta" in client.get("/").text
    assert client.get("/a1/audit").status_code == 403


@pytest.mark.parametrize("way", ["oidc", "jupyterhub"])
def test_strangers_stay_out(
    klass: dict[str, Staff], provider: Provider, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    app = page_for(klass["ta"], provider, monkeypatch)
    provider.login = "eve@example.edu"
    client, answer, query = logged_in(app, way)
    assert answer.status_code == 403
    assert "not among the staff" in answer.text
    assert client.get("/").status_code == 302
    # A code of somebody else's log-in is none of this browser's.
    provider.login = "tom@example.edu"
    other = app.test_client().get(f"/log-in/{way}/back", query_string=query)
    assert other.status_code == 403


def test_an_address_that_nobody_verified_is_not_believed(
    klass: dict[str, Staff], provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = page_for(klass["ta"], provider, monkeypatch)
    provider.login, provider.verified = "tom@example.edu", False
    _, answer, _ = logged_in(app, "oidc")
    assert answer.status_code == 403
    assert "verified" in answer.text


def test_a_provider_that_is_gone_is_said(
    klass: dict[str, Staff], monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Provider()
    with running(gone):
        pass
    app = page_for(klass["ta"], gone, monkeypatch)
    answer = app.test_client().get("/log-in/oidc")
    assert answer.status_code == 502
    assert app.test_client().get("/log-in/saml").status_code == 404
