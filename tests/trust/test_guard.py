import pytest
from django.test import Client

from tests.trust import guarded_urls
from tests.trust.conftest import ring_of
from trust.guard import TooLarge

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.trust.guarded_urls")]

LIMIT = 64 * 1024
OURS = "http://testserver"


@pytest.fixture
def client():
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def post(client, path="/post/", data=None, **headers):
    return client.post(path, {"text": "hei"} if data is None else data, headers=headers)


def is_private(response):
    kept = {part.strip() for part in response["Cache-Control"].split(",")}
    return {"no-store", "private"} <= kept and not response.cookies


# Who may post


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "same-origin", "origin": OURS},
        {"origin": OURS},
    ],
)
def test_own_form_is_taken(client, headers):
    response = post(client, **headers)
    assert (response.status_code, response.content) == (200, b"text=3")
    assert is_private(response)


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": ""},
        {"sec-fetch-site": "cross-site", "origin": OURS},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://testserver.example"},
        {"origin": "http://testserver:8000"},
        {"origin": "https://testserver"},
        {"origin": "http://evil.example"},
    ],
)
def test_form_of_another_site_is_refused(client, headers):
    response = post(client, **headers)
    assert response.status_code == 403
    assert is_private(response)


def test_origin_of_a_page_under_tls_is_ours(client):
    answer = client.post("/post/", {}, secure=True, headers={"origin": "https://testserver"})
    assert answer.status_code == 200
    answer = client.post("/post/", {}, secure=True, headers={"origin": "http://testserver"})
    assert answer.status_code == 403


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "options"])
def test_other_methods_are_refused(client, method):
    response = getattr(client, method)("/post/")
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert is_private(response)


# How much


def body(size):
    return b"text=" + b"x" * (size - 5)


def send(client, content, **extra):
    form = "application/x-www-form-urlencoded"
    return client.post("/post/", content, content_type=form, **extra)


def test_largest_body_is_taken(client):
    assert send(client, body(LIMIT)).content == b"text=%d" % (LIMIT - 5)


def test_larger_body_is_refused(client):
    response = send(client, body(LIMIT + 1))
    assert response.status_code == 413
    assert is_private(response)


@pytest.mark.parametrize("announced", [str(LIMIT + 1), "-1", "many", "9" * 30])
def test_announced_length_is_refused_before_the_body_is_read(rf, announced):
    class Unread:
        def read(self, size=-1):
            raise AssertionError("the body was read")

    request = rf.post("/post/", CONTENT_LENGTH=announced)
    request._stream = Unread()
    with pytest.raises(TooLarge):
        guarded_urls.post(request)


def test_body_without_a_length_is_not_read(client):
    assert send(client, body(100), CONTENT_LENGTH="").content == b""


@pytest.mark.parametrize("charset", ["rot13", "undefined", "idna", "base64"])
def test_body_in_an_encoding_of_no_text_is_refused(client, charset):
    body = b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nh\xff\r\n--x--\r\n'
    kind = f"multipart/form-data; boundary=x; charset={charset}"
    response = client.generic("POST", "/post/", body, content_type=kind)
    assert response.status_code == 400
    assert is_private(response)


def test_body_that_is_not_whole_utf_8_is_taken(client):
    kind = "application/x-www-form-urlencoded"
    response = client.generic("POST", "/post/", b"text=h%ff%fe", content_type=kind)
    assert (response.status_code, response.content) == (200, b"text=3")


def test_twenty_fields_are_taken_and_more_are_refused(client):
    assert post(client, data={f"f{n}": "x" for n in range(20)}).status_code == 200
    assert post(client, data={f"f{n}": "x" for n in range(21)}).status_code == 413
    assert post(client, data={"topics": ["x"] * 21}).status_code == 413


def test_too_many_fields_for_django_are_refused_alike(client):
    assert send(client, b"a=&" * 15_000).status_code == 413


def test_files_count_as_fields(client, tmp_path):
    path = tmp_path / "note.txt"
    path.write_text("x")
    files = {f"f{n}": path.open("rb") for n in range(21)}
    response = client.post("/post/", files)
    for file in files.values():
        file.close()
    assert response.status_code == 413


# What answers carry


def test_post_sets_no_cookie_whatever_the_view_does(client):
    response = post(client, "/cookies/")
    assert response.status_code == 200
    assert b"csrfmiddlewaretoken" in response.content
    assert is_private(response)


def test_error_after_a_post_is_private_too(client):
    response = post(client, "/nothing/")
    assert response.status_code == 404
    assert is_private(response)


def test_private_page_and_its_errors_are_not_stored(client):
    for path, status in [("/private/", 200), ("/private-nothing/", 404)]:
        response = client.get(path)
        assert response.status_code == status
        assert "no-store" in response["Cache-Control"]
    assert "kept" in client.get("/private/").cookies


def test_plain_page_is_left_alone(client):
    assert "Cache-Control" not in client.get("/plain/")


# Refusals become pages


def test_too_many_answers_when_to_come_again(client):
    response = post(client, "/many/")
    assert response.status_code == 429
    assert response["Retry-After"] == "5"
    assert is_private(response)


def test_closed_submissions_answer_503_and_open_again(client, use_ring):
    use_ring("{")
    response = post(client, "/open/")
    assert response.status_code == 503
    assert is_private(response)
    use_ring(ring_of())
    assert post(client, "/open/").content == b"open"


def test_reading_with_a_broken_ring_answers_503(client, use_ring):
    use_ring("{")
    assert post(client, "/reads/").status_code == 503
