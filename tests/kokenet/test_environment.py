import pytest
from django.core.exceptions import ImproperlyConfigured

from kokenet import environment


@pytest.mark.parametrize("name", environment.EXAMPLES)
def test_required_stops_with_name_and_example_when_missing(name, monkeypatch):
    monkeypatch.delenv(name, raising=False)
    with pytest.raises(ImproperlyConfigured) as stopped:
        environment.required(name)
    assert str(stopped.value).splitlines() == [
        f"The environment variable {name} is missing. Set it, for example:",
        f"    {name}={environment.EXAMPLES[name]}",
    ]


def test_required_takes_blanks_for_missing(monkeypatch):
    monkeypatch.setenv("SITE_URL", "  ")
    with pytest.raises(ImproperlyConfigured):
        environment.required("SITE_URL")


def test_required_gives_what_is_set(monkeypatch):
    monkeypatch.setenv("SITE_URL", "https://kokenet.example")
    assert environment.required("SITE_URL") == "https://kokenet.example"


def test_text_gives_default_when_set_to_nothing(monkeypatch):
    monkeypatch.setenv("CACHE_URL", "")
    assert environment.text("CACHE_URL", "memory") == "memory"


def test_words_drops_blanks_and_empty_ones():
    assert environment.words("a.example, b.example,,") == ["a.example", "b.example"]


def test_database_refuses_other_kinds():
    with pytest.raises(ImproperlyConfigured, match="must begin with sqlite:// or postgres://"):
        environment.database("mysql://root@127.0.0.1/kokenet")


def test_database_reads_postgresql_at_a_socket():
    config = environment.database("postgres://kokenet@//var/run/postgresql/kokenet")
    assert (config["USER"], config["HOST"], config["NAME"]) == (
        "kokenet",
        "/var/run/postgresql",
        "kokenet",
    )


def test_database_limits_how_long_postgresql_may_take():
    options = environment.database("postgres://kokenet@127.0.0.1/kokenet")["OPTIONS"]
    assert options == {
        "connect_timeout": 5,
        "options": "-c statement_timeout=15000 -c lock_timeout=10000"
        " -c idle_in_transaction_session_timeout=60000",
    }


def test_cache_refuses_other_kinds():
    with pytest.raises(ImproperlyConfigured, match="must be `memory` or a Redis address"):
        environment.cache("memcached://127.0.0.1")


def test_email_reads_user_password_and_tls():
    config = environment.email("smtp+tls://me:secret@mail.example:587")
    assert (config["EMAIL_HOST"], config["EMAIL_PORT"], config["EMAIL_USE_TLS"]) == (
        "mail.example",
        587,
        True,
    )
    assert (config["EMAIL_HOST_USER"], config["EMAIL_HOST_PASSWORD"]) == ("me", "secret")
