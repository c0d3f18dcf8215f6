"""What every answer carries, on public and on staff addresses."""

import pytest
import requests
from django.conf import settings

PUBLIC = ["/", "/olematon/", "/neuvonta/vastaus/", "/sv/neuvonta/vastaus/", "/tila"]
STAFF = ["/kirjaudu/", "/tyotila/", "/hallinta/", "/sv/kirjaudu/", "/sv/tyotila/"]
PUBLIC_POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "media-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


def policy(response):
    return {part.strip() for part in response["Content-Security-Policy"].split(";")}


@pytest.mark.parametrize("path", PUBLIC)
def test_policy_allows_nothing_inline_and_nobody_else_on_public_pages(path, asker):
    assert policy(asker.get(path)) == PUBLIC_POLICY


@pytest.mark.parametrize("path", ["/kirjaudu/", "/tyotila/", "/sv/tyotila/"])
def test_policy_is_as_strict_at_the_desk(path, asker):
    assert policy(asker.get(path)) == PUBLIC_POLICY


def test_policy_lets_wagtails_admin_work(editor, signed_in):
    response = signed_in(editor).get("/hallinta/")
    assert response.status_code == 200
    assert {"script-src 'self' 'unsafe-inline'", "frame-ancestors 'self'"} <= policy(response)


@pytest.mark.parametrize("path", [*PUBLIC, *STAFF])
def test_headers_of_every_answer(path, asker):
    response = asker.get(path)
    names = ["Referrer-Policy", "X-Content-Type-Options", "Cross-Origin-Opener-Policy"]
    names += ["Cross-Origin-Resource-Policy", "X-Frame-Options"]
    assert [response.get(name) for name in names] == [
        "same-origin",
        "nosniff",
        "same-origin",
        "same-origin",
        "DENY",
    ]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_answer_sets_no_cookie_and_varies_by_none(path, asker):
    response = asker.get(path)
    assert dict(response.cookies) == {}
    assert "Cookie" not in response.get("Vary", "")
    assert "Accept-Language" not in response.get("Vary", "")


@pytest.mark.parametrize("path", PUBLIC)
def test_public_answer_is_the_same_for_a_person_who_carries_cookies(path, asker, client):
    client.cookies["django_language"] = "sv"
    client.cookies[settings.SESSION_COOKIE_NAME] = "not-a-session"
    there = client.get(path, headers={"Accept-Language": "en"})
    assert (there.status_code, there.content) == (
        asker.get(path).status_code,
        asker.get(path).content,
    )


@pytest.mark.processes
def test_production_sends_hsts_and_trusts_no_plain_connection(processes):
    processes.env["TRUSTED_PROXIES"] = "1"
    processes.start_web(workers=1)
    answer = requests.get(
        f"{processes.url}/tila", headers={"X-Forwarded-Proto": "https"}, timeout=10
    )
    assert answer.headers["Strict-Transport-Security"] == (
        "max-age=31536000; includeSubDomains; preload"
    )
    assert "Set-Cookie" not in answer.headers
