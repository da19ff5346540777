"""Who gets in, and what each role may do: every route of the application, one by one."""

import pytest
from flask import Flask, Response

from autograder.gradebook import Gradebook
from autograder.records.errors import ConfigError
from autograder.records.review import OpenIdConnect, ReviewPerson, ReviewSettings
from autograder.review.access import needed
from autograder.review.app import create_app, new_link
from tests.gradebook_class import A1
from tests.review.conftest import Staff

VALUES = {
    "assignment": A1,
    "question": "w1",
    "way": "oidc",
    "number": 1,
    "attempt": 1,
    "cell": "code",
    "form": "canvas",
    "index": 0,
}


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """Method, path and endpoint of every route, its arguments filled in."""
    found = []
    with app.test_request_context():
        adapter = app.create_url_adapter(None) or app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if rule.endpoint == "static":
                continue
            path = adapter.build(rule.endpoint, {name: VALUES[name] for name in rule.arguments})
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                found.append((method, path, rule.endpoint))
    return found


def test_every_route_asks_for_its_role(klass: dict[str, Staff]) -> None:
    app = klass["ta"].app
    stranger = app.test_client()
    rank = {"anybody": 0, "ta": 1, "instructor": 2}
    for method, path, endpoint in routes(app):
        role = needed(app.view_functions[endpoint])
        assert role in rank, endpoint
        if role == "anybody":
            continue
        answers: dict[str, Response] = {
            "nobody": stranger.open(path, method=method),
            "ta": klass["ta"].client.open(path, method=method),
        }
        for answer in answers.values():
            assert answer.status_code < 500, (path, answer.text)
        if method == "GET":
            assert answers["nobody"].status_code == 302, path
            assert "/log-in" in answers["nobody"].location
            expected = role == "instructor"
            assert (answers["ta"].status_code == 403) == expected, path
        else:
            # Nothing is changed without the token of a page, whoever asks.
            assert {one.status_code for one in answers.values()} == {400}, path
            sent = {"csrf_token": klass["ta"].token()}
            if role == "instructor":
                assert klass["ta"].client.post(path, data=sent).status_code == 403, path


def test_a_stranger_who_posts_with_a_token_of_their_own_is_logged_out(
    klass: dict[str, Staff],
) -> None:
    app = klass["ta"].app
    stranger = app.test_client()
    # The log-in page begins a session, but gives nobody a role.
    stranger.get("/log-in")
    for method, path, endpoint in routes(app):
        if method == "POST" and needed(app.view_functions[endpoint]) != "anybody":
            answer = stranger.post(path)
            assert answer.status_code in (400, 401), path


def test_the_link_of_the_terminal_lets_one_person_in_once(klass: dict[str, Staff]) -> None:
    app = create_app(klass["ta"].book, owner=ReviewPerson(login="ada", role="instructor"))
    link = new_link(app, "")
    client = app.test_client()
    assert client.get("/").status_code == 302
    assert client.get(link).status_code == 302
    assert client.get("/").status_code == 200
    another = app.test_client()
    assert another.get(link).status_code == 403
    assert another.get("/enter?token=").status_code == 403
    assert another.get("/").status_code == 302


def test_guessing_links_is_slowed_down(klass: dict[str, Staff]) -> None:
    app = create_app(klass["ta"].book, owner=ReviewPerson(login="ada", role="instructor"))
    new_link(app, "")
    client = app.test_client()
    codes = [client.get(f"/enter?token={n}").status_code for n in range(14)]
    assert codes[:10] == [403] * 10
    assert codes[10:] == [429] * 4


def test_a_session_ends_when_nobody_uses_it_and_when_it_is_old(klass: dict[str, Staff]) -> None:
    staff = klass["ta"]
    for key, seconds in (("seen", 61 * 60), ("since", 13 * 3600)):
        client = staff.app.test_client()
        with staff.client.session_transaction() as held:
            begun = dict(held)
        with client.session_transaction() as held:
            held.update(begun)
            held[key] -= seconds
        assert client.get("/").status_code == 302


def test_who_is_taken_off_the_list_is_out_at_once(class_files, klass: dict[str, Staff]) -> None:
    staff = klass["ta"]
    app = create_app(staff.book, settings=ReviewSettings(), secret="s" * 32)
    client = app.test_client()
    with staff.client.session_transaction() as held:
        begun = dict(held)
    with client.session_transaction() as held:
        held.update(begun)
    assert client.get("/").status_code == 302


def test_the_log_in_leads_nowhere_else(klass: dict[str, Staff]) -> None:
    for wanted in ("//192.0.2.1/", "https://192.0.2.1/", "/\\192.0.2.1", "javascript:alert(1)"):
        answer = klass["ta"].get("/log-in", query_string={"next": wanted})
        assert answer.location == "/"
    assert klass["ta"].get("/log-in?next=/a1/?q=x").location == "/a1/?q=x"


def test_pages_are_framed_by_nobody_and_run_no_script_of_others(klass: dict[str, Staff]) -> None:
    answer = klass["ta"].get(f"/{A1}/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert answer.headers["Cache-Control"] == "no-store"
    assert "style=" not in answer.text
    assert "HttpOnly" in klass["ta"].get("/").headers.get("Set-Cookie", "HttpOnly")


def test_another_name_for_this_machine_is_refused(klass: dict[str, Staff]) -> None:
    app = create_app(klass["ta"].book, hosts=["127.0.0.1", "localhost"])
    assert app.test_client().get("/log-in").status_code == 200
    rebound = app.test_client().get("/log-in", headers={"Host": "evil.example"})
    assert rebound.status_code == 400


def test_a_log_in_without_its_secret_does_not_start(klass: dict[str, Staff], monkeypatch) -> None:
    monkeypatch.delenv("AUTOGRADER_OIDC_SECRET", raising=False)
    book: Gradebook = klass["ta"].book
    oidc = OpenIdConnect(issuer="https://login.example.edu", client_id="review")
    with pytest.raises(ConfigError, match="AUTOGRADER_OIDC_SECRET"):
        create_app(book, settings=ReviewSettings(oidc=oidc))
