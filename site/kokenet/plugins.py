"""The registry through which a service offers itself to the site.

A service's AppConfig is a ServicePlugin. The site asks the installed ones for what they bring, so
that a service taken out of INSTALLED_APPS leaves no trace. This module imports no app: apps import
it, as a module (`from kokenet import plugins`), because Django silently uses neither of two
AppConfig classes that it finds in one `apps` module.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import AppConfig, apps
from django.http import HttpRequest
from django.utils.functional import Promise

#: Text that may still wait for its language.
Words = str | Promise


@dataclass(frozen=True)
class MenuItem:
    """A link of the public header. `main` marks the site's one main action.

    `returning` marks what those come for who have been here before; the front page shows it too.
    """

    label: Words
    url: str
    main: bool = False
    returning: bool = False


@dataclass(frozen=True)
class MenuSection:
    """A heading of the public header with its links; `url` is where the heading itself leads."""

    label: Words
    url: str
    items: tuple[MenuItem, ...]


@dataclass(frozen=True)
class TopicPart:
    """A section of a topic's page: a template and what it draws; the smallest order is first."""

    template: str
    context: dict[str, Any]
    order: int = 100


@dataclass(frozen=True)
class Finding:
    """What search found of a service besides pages: each row is Findable (home.findable), and has
    a `title` and an `address`."""

    title: Words
    rows: list[Any]


@dataclass(frozen=True)
class DeskEntry:
    """A link of the desk's menu; `waiting` counts what waits for this person there.

    `note` is the sentence the desk's first page shows for it. `alert` stands at the top of every
    page of the desk while somebody cannot wait.
    """

    label: Words
    url: str
    waiting: int = 0
    note: Words = ""
    alert: Words = ""


@dataclass(frozen=True)
class Profile:
    """How someone of a service presents themselves to the public; `role` is what they are there.

    `key` tells it from the service's other profiles, and stays the same for good.
    """

    key: str
    alias: str
    role: Words
    url: str


@dataclass(frozen=True)
class Retirement:
    """What happens to a service's records when a person's data is erased: a sentence for staff."""

    what: Words
    how: Words


class ServicePlugin(AppConfig):
    """A service. Every answer has an empty default: a service offers what it has."""

    #: URLconf of the public side and the prefix it lives under, e.g. "neuvonta/".
    url_prefix: str = ""
    urlconf: str = ""
    #: URLconf of the desk side, mounted under /tyotila/ at `desk_prefix`.
    desk_prefix: str = ""
    desk_urlconf: str = ""

    #: Page types of the service, as select_related names them from wagtailcore.Page: found along
    #: with the page's own row ("storypage", "storypage__writer").
    page_types: tuple[str, ...] = ()

    def body_blocks(self) -> list[tuple[str, Any]]:
        """StreamField blocks (name, block) that editors may put into any page's body."""
        return []

    def public_menu(self, request: HttpRequest) -> list[MenuSection]:
        return []

    def opens_numbers(self, request: HttpRequest) -> list[MenuItem]:
        """Where one reads what a receipt number of this service opens."""
        return []

    def desk_entries(self, request: HttpRequest) -> list[DeskEntry]:
        return []

    def on_topic(self, request: HttpRequest, topic: Any) -> list[TopicPart]:
        """What the service has on a topic (home.models.Topic), for the topic's page."""
        return []

    def feeds(self, request: HttpRequest, topic: Any = None) -> list[MenuItem]:
        """Atom feeds of what the service publishes, or of that on a topic (home.models.Topic)."""
        return []

    def readings(self, request: HttpRequest, topic_keys: list) -> list[MenuItem]:
        """What may be read on these topics (translation keys) beside writing, never instead."""
        return []

    def ways_on(self, request: HttpRequest, topic_keys: list) -> list[MenuItem]:
        """Where someone may go on after a conversation on these topics (translation keys)."""
        return []

    def found(self, request: HttpRequest, query: Any, language: str) -> list[Finding]:
        """What the service has besides pages with the words looked for (a wagtail.search query)."""
        return []

    def profiles(self, key: str = "") -> list[Profile]:
        """Those who present themselves to the public; with a key, that one alone if it is there."""
        return []

    def build_demo(self, tree: Any) -> None:
        """Adds the service's demo content to the pages in `tree` (home.demo.Tree); idempotent."""

    def demo_notes(self) -> list[str]:
        """What one needs to know to look at the demo; told in development only."""
        return []

    def erasure_rule(self) -> Retirement | None:
        return None

    def health(self) -> dict[str, bool]:
        """Named conditions for the status page; each True when all is well."""
        return {}


def installed() -> Iterator[ServicePlugin]:
    """The installed services, in the order of INSTALLED_APPS.

    Usable while models are being imported: app configs exist by then.
    """
    return (config for config in apps.app_configs.values() if isinstance(config, ServicePlugin))


def profile_of(name: str) -> Profile | None:
    """The one whom `profile_names` gave this name; None when there is no such any more."""
    app, _, key = name.partition(":")
    found = [one for plugin in installed() if plugin.name == app for one in plugin.profiles(key)]
    return found[0] if key and found else None


def profile_names() -> dict[str, Profile]:
    """Everyone who presents themselves to the public, by a name that says of which service."""
    return {f"{plugin.name}:{one.key}": one for plugin in installed() for one in plugin.profiles()}


def gather(ask: Callable[[ServicePlugin], list]) -> list:
    """Every installed service's answers to one question, in one list."""
    return [answer for plugin in installed() for answer in ask(plugin)]
