"""What every test may ask for: the people, their clients, a mail server, real processes.

The people: `aino` and `eero` are experts with different topics, `coordinator`, `editor` and
`administrator` the other staff, `stranger` has an account and no role, `asker` is a client that is
signed in to nothing.
"""

import io
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_django
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.userkit import user_id_to_str
from django.apps import apps
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.test import Client
from django.utils.translation import override

from accounts.models import Role, User
from tests import migrated
from tests.markers import OwnPostgres
from tests.processes import Processes
from tests.sink import Sink
from trust import clock
from trust.logs import ContentFree

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
AUTHENTICATION_USER_SESSION_KEY = "account_authentication_methods_user"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks what needs marking, and leaves out what this run cannot have."""
    for item in items:
        keep_what_migrations_made(item)
        if item.get_closest_marker("postgres") and not on_postgresql():
            item.add_marker(pytest.mark.skip(reason="only on PostgreSQL (TEST_DATABASE_URL)"))
    if not config.option.markexpr:
        leave_out(config, items, "bench")


def leave_out(config: pytest.Config, items: list[pytest.Item], marker: str) -> None:
    """Measurements run only when asked for (-m bench): they are not tests."""
    left = [item for item in items if item.get_closest_marker(marker)]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


def keep_what_migrations_made(item: pytest.Item) -> None:
    """A transactional test empties the database; the next one finds root page and roles again."""
    mark = item.get_closest_marker("django_db")
    fixtures = getattr(item, "fixturenames", ())
    transactional = {"transactional_db", "live_server"} & set(fixtures)
    if transactional or (mark and mark.kwargs.get("transaction")):
        wanted = {**(mark.kwargs if mark else {}), "transaction": True, "serialized_rollback": True}
        item.add_marker(pytest.mark.django_db(**wanted), append=False)


def on_postgresql() -> bool:
    return django_settings.DATABASES["default"]["ENGINE"].endswith("postgresql")


# The database


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None) -> bool:
    """Begins from what the migrations left in an earlier run, where there is such a run."""
    return migrated.put_in_place()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        migrated.keep()


# The people


@pytest.fixture
def make_user(db: None) -> Callable[..., User]:
    """Makes an account: make_user("aino", Role.EXPERT)."""

    def make(name: str, *roles: Role, **fields: Any) -> User:
        user = User.objects.create_user(
            f"{name}@kokenet.example", "salasana-testiin-1", first_name=name.capitalize(), **fields
        )
        user.groups.set([Group.objects.get(name=role) for role in roles])
        return user

    return make


@pytest.fixture
def make_topic(db: None) -> Callable[..., Any]:
    """Makes a topic, or finds the one that is there: make_topic("rahapelaaminen")."""

    def make(slug: str, name: str = "", language: str = "fi") -> Any:
        locale, _ = apps.get_model("wagtailcore", "Locale").objects.get_or_create(
            language_code=language
        )
        topic, _ = apps.get_model("home", "Topic").objects.get_or_create(
            slug=slug, locale=locale, defaults={"name": name or slug.capitalize()}
        )
        return topic

    return make


@pytest.fixture
def make_expert(make_user: Callable[..., User]) -> Callable[..., User]:
    """Makes an expert by experience: make_expert("aino", topic, …); returns the account."""

    def make(name: str, *topics: Any) -> User:
        user = make_user(name, Role.EXPERT)
        expert = apps.get_model("expert_pool", "Expert").objects.create(
            user=user,
            alias=name.capitalize(),
            introduction=f"Olen {name.capitalize()}.",
            needs_second_reader=False,
            open_limit=1000,
        )
        expert.topics.set(topics)
        return user

    return make


@pytest.fixture
def gambling(make_topic: Callable[..., Any]) -> Any:
    """aino's topic."""
    return make_topic("rahapelaaminen")


@pytest.fixture
def substances(make_topic: Callable[..., Any]) -> Any:
    """eero's topic."""
    return make_topic("paihteet", "Päihteet")


@pytest.fixture
def aino(make_expert: Callable[..., User], gambling: Any) -> User:
    return make_expert("aino", gambling)


@pytest.fixture
def eero(make_expert: Callable[..., User], substances: Any) -> User:
    return make_expert("eero", substances)


@pytest.fixture
def coordinator(make_user: Callable[..., User]) -> User:
    return make_user("koordinaattori", Role.COORDINATOR)


@pytest.fixture
def editor(make_user: Callable[..., User]) -> User:
    return make_user("toimittaja", Role.EDITOR)


@pytest.fixture
def administrator(make_user: Callable[..., User]) -> User:
    return make_user("yllapitaja", Role.ADMINISTRATOR)


@pytest.fixture
def stranger(make_user: Callable[..., User]) -> User:
    """An account without a role."""
    return make_user("vieras")


@pytest.fixture
def asker(db: None) -> Client:
    """A person with nothing but a browser."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def signed_in(db: None) -> Callable[[User], Client]:
    """A client of someone who has signed in with password and second factor: signed_in(aino)."""
    return with_second_factor


def with_second_factor(user: User) -> Client:
    """The session that allauth leaves after password and code."""
    client, at = Client(), clock.now().timestamp()
    client.force_login(user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "password", "at": at, "email": user.email},
        {"method": "mfa", "at": at, "type": "totp"},
    ]
    session[AUTHENTICATION_USER_SESSION_KEY] = user_id_to_str(user)
    session.save()
    return client


@pytest.fixture
def site_log() -> Iterator[io.StringIO]:
    """Everything that is logged, as the site writes it: site_log.getvalue()."""
    root, written = logging.getLogger(), io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(ContentFree())
    level = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield written
    root.setLevel(level)
    root.removeHandler(handler)


# The demo site


@pytest.fixture(scope="session")
def built_demo(django_db_setup: None, django_db_blocker: pytest_django.DjangoDbBlocker) -> Any:
    """The demo's rows, which one building gives to all tests of this process."""
    from tests.demo import build_once  # noqa: PLC0415 -- imports the services

    with django_db_blocker.unblock(), override("fi"):
        return build_once()


@pytest.fixture
def demo(db: None, built_demo: Any) -> Any:
    """The demo site (home.demo.Tree), as `build` has left it."""
    return built_demo.put_back()


# Real servers


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A real SMTP server on this machine that keeps what it gets."""
    with Sink() as server:
        yield server


@pytest.fixture
def mail_to_sink(sink: Sink, settings: Any) -> Sink:
    """Django in this process sends its mail to the sink."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = sink.host, sink.port
    return sink


@pytest.fixture(scope="session")
def process_template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    """An empty migrated database that every test with processes starts from."""
    template = Processes(tmp_path_factory.mktemp("template"))
    template.create_database()
    template.manage("migrate", "-v0")
    yield template
    template.close()


@pytest.fixture
def processes(process_template: Processes, tmp_path: Path, sink: Sink) -> Iterator[Processes]:
    """A site of its own: real web server and worker, own database, own keys, mail to the sink."""
    site = Processes(tmp_path, mail_port=sink.port)
    site.create_database(copy_of=process_template)
    yield site
    site.close()


@pytest.fixture
def disk(processes: Processes, tmp_path: Path) -> Iterator[Path]:
    """The folder in which everything this site writes lies; on PostgreSQL with its own server."""
    if not on_postgresql():
        yield tmp_path
        return
    server = OwnPostgres(tmp_path)
    if server.bin is None:
        if REQUIRE_ALL:
            pytest.fail("PostgreSQL's server programs are missing (Debian: postgresql)")
        pytest.skip("PostgreSQL's server programs are missing (Debian: postgresql)")
    server.start()
    shared = processes.database_url
    try:
        processes.use(server.url)
        processes.manage("migrate", "-v0")
        yield tmp_path
    finally:
        processes.use(shared)
        server.stop()
