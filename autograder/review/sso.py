"""Log-in by OpenID Connect or by a JupyterHub, both through Authlib."""

import os
from typing import Any

from authlib.integrations.base_client import OAuthError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, abort, current_app, redirect, session, url_for
from requests import RequestException

from autograder.records.errors import ConfigError
from autograder.records.review import ReviewSettings
from autograder.review.access import Answer, admit, public
from autograder.review.desk import desk
from autograder.review.shield import limiter

page = Blueprint("sso", __name__)

_KEY = "autograder-oauth"
_WORDS = {"oidc": "the university's log-in", "jupyterhub": "JupyterHub"}
_SECONDS = 10


def install(app: Flask, settings: ReviewSettings) -> None:
    """Register what `course.toml` names.

    Raises:
        ConfigError: If the secret of one is not in the environment.
    """
    oauth = OAuth(app)
    if settings.oidc is not None:
        issuer = settings.oidc.issuer.rstrip("/")
        oauth.register(
            "oidc",
            client_id=settings.oidc.client_id,
            client_secret=_secret(settings.oidc.secret_env, "oidc"),
            server_metadata_url=f"{issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email profile",
                "code_challenge_method": "S256",
                "timeout": _SECONDS,
            },
        )
    if settings.jupyterhub is not None:
        hub = settings.jupyterhub.url.rstrip("/")
        oauth.register(
            "jupyterhub",
            client_id=settings.jupyterhub.client_id,
            client_secret=_secret(settings.jupyterhub.secret_env, "jupyterhub"),
            authorize_url=f"{hub}/hub/api/oauth2/authorize",
            access_token_url=f"{hub}/hub/api/oauth2/token",
            api_base_url=f"{hub}/hub/api/",
            client_kwargs={"code_challenge_method": "S256", "timeout": _SECONDS},
        )
    app.extensions[_KEY] = oauth


def ways() -> list[tuple[str, str]]:
    """The ways in that are set up, with their words."""
    settings = desk().settings
    found = {"oidc": settings.oidc, "jupyterhub": settings.jupyterhub}
    return [(name, _WORDS[name]) for name, one in found.items() if one is not None]


@page.get("/log-in/<way>")
@public
@limiter.limit("20 per minute")
def go(way: str) -> Answer:
    """Send somebody to the provider."""
    back = url_for("sso.back", way=way, _external=True)
    try:
        return _client(way).authorize_redirect(back)
    except (OAuthError, RequestException) as error:
        abort(502, f"{_WORDS[way]} cannot be reached ({type(error).__name__}); try again later.")


@page.get("/log-in/<way>/back")
@public
@limiter.limit("20 per minute")
def back(way: str) -> Answer:
    """Take in who comes back from the provider."""
    client = _client(way)
    try:
        token = client.authorize_access_token()
        login = _hub_login(client, token) if way == "jupyterhub" else _oidc_login(token)
    except (OAuthError, RequestException) as error:
        # What a stranger put into the address is not repeated.
        abort(403, f"{_WORDS[way]} did not let you in ({type(error).__name__}); try again.")
    person = desk().settings.person(login)
    if person is None:
        abort(
            403, f"{login[:200]} is not among the staff of this course; see review in course.toml."
        )
    admit(person)
    session["by"] = way
    return redirect(url_for("overview.front"))


def _client(way: str) -> Any:
    if way not in dict(ways()):
        abort(404)
    return current_app.extensions[_KEY].create_client(way)


def _oidc_login(token: dict[str, Any]) -> str:
    settings = desk().settings.oidc
    claims = token.get("userinfo") or {}
    login = claims.get(settings.claim if settings else "email")
    if not isinstance(login, str) or not login:
        abort(403, "The log-in did not say who you are; ask for the claim that course.toml names.")
    if settings is not None and settings.claim == "email" and claims.get("email_verified") is False:
        abort(403, "The log-in has not verified that address; verify it there first.")
    return login


def _hub_login(client: Any, token: dict[str, Any]) -> str:
    answer = client.get("user", token=token)
    answer.raise_for_status()
    login = answer.json().get("name")
    if not isinstance(login, str) or not login:
        abort(403, "JupyterHub did not say who you are.")
    return login


def _secret(variable: str, what: str) -> str:
    secret = os.environ.get(variable, "")
    if not secret:
        raise ConfigError(
            f"review.{what} in course.toml needs a secret; put it into the environment variable "
            f"{variable}."
        )
    return secret
