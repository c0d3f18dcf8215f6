import pytest
from django.http import HttpResponse
from django.test import Client

from kokenet.middleware import RequestIdMiddleware, is_staff_path


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/neuvonta/vastaus/", "fi"),
        ("/sv/neuvonta/vastaus/", "sv"),
        ("/en/neuvonta/vastaus/", "en"),
    ],
)
def test_language_is_the_paths(path, language, asker):
    response = asker.get(path, headers={"Accept-Language": "de"})
    assert response["Content-Language"] == language
    assert f'<html lang="{language}"' in response.content.decode()


def test_finnish_has_no_prefix(asker):
    assert asker.get("/fi/neuvonta/vastaus/").status_code == 404


@pytest.mark.parametrize("path", ["/tyotila/", "/hallinta/", "/kirjaudu/", "/sv/tyotila/"])
def test_staff_address_is_not_found_on_the_public_host(path, db, settings):
    settings.STAFF_HOST = "henkilosto.example"
    settings.ALLOWED_HOSTS = ["kokenet.example", "henkilosto.example"]
    public = Client(headers={"Host": "kokenet.example"}).get(path)
    staff = Client(headers={"Host": "henkilosto.example:8443"}).get(path)
    assert (public.status_code, dict(public.cookies)) == (404, {})
    missing = "/sv/ei-ole/" if path.startswith("/sv/") else "/ei-ole/"
    assert public.content == Client(headers={"Host": "kokenet.example"}).get(missing).content
    assert staff.status_code in {200, 302}


def test_public_address_answers_on_the_public_host_when_staff_have_their_own(db, settings):
    settings.STAFF_HOST = "henkilosto.example"
    settings.ALLOWED_HOSTS = ["kokenet.example", "henkilosto.example"]
    client = Client(headers={"Host": "kokenet.example"})
    assert client.get("/neuvonta/vastaus/").status_code == 200


@pytest.mark.parametrize(
    ("path", "staff"),
    [
        ("/tyotila/", True),
        ("/sv/tyotila/neuvonta/", True),
        ("/en/kirjaudu/", True),
        ("/hallinta/pages/", True),
        ("/", False),
        ("/tyotilasta/", False),
        ("/aiheet/hallinta/", False),
        ("/svtyotila/", False),
    ],
)
def test_is_staff_path(path, staff):
    assert is_staff_path(path) is staff


def test_each_request_has_an_id_of_its_own(rf):
    requests = [rf.get("/"), rf.get("/")]
    for request in requests:
        RequestIdMiddleware(lambda _request: HttpResponse())(request)
    ids = [request.request_id for request in requests]
    assert [len(one) for one in ids] == [12, 12]
    assert ids[0] != ids[1]
