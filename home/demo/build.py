"""Builds the demo site. Repeating it changes nothing that exists."""

import json
import re
from dataclasses import asdict
from typing import Any

from django.db import transaction
from wagtail.models import Locale, Page, Site

from accounts.demo import ensure_demo_staff
from home.demo import content
from home.demo.groups import GROUPS
from home.demo.services import SERVICES
from home.demo.tree import Tree
from home.demo.writing import Text, read_texts
from home.models import (
    ContentPage,
    FrontPage,
    GroupListPage,
    HelpContact,
    HelpSettings,
    PeerGroup,
    SectionPage,
    ServiceContact,
    ServiceListPage,
    SiteSettings,
    Topic,
    TopicPage,
)
from kokenet import plugins
from trust import clock

LANGUAGES = ["fi", "sv", "en"]
#: The order of the pages of one level is the order of the menu.
ORDER = [
    "about", "how", "advice", "ask", "expect", "tips", "services", "professionals",
    "confidentiality", "privacy", "accessibility",
]  # fmt: skip


@transaction.atomic
def build(*, staff_password: str = "") -> Tree:
    """The whole site: pages, topics, settings, staff, and what the installed services add.

    Staff are made only with a password, and only in development (accounts.demo refuses otherwise).
    """
    locales = {code: Locale.objects.get_or_create(language_code=code)[0] for code in LANGUAGES}
    tree = Tree(site=Site.objects.get(is_default_site=True), locales=locales)
    make_topics(tree)
    make_services(tree)
    make_groups(tree)
    make_settings(tree)
    if staff_password:
        tree.staff = ensure_demo_staff(staff_password)
    for language in LANGUAGES:
        make_pages(tree, language)
        make_topic_pages(tree, language)
    make_group_list(tree)
    make_service_lists(tree)
    for plugin in plugins.installed():
        plugin.build_demo(tree)
    return tree


def make_topics(tree: Tree) -> None:
    for slug, order, *words in content.TOPICS:
        key: dict[str, Any] = {}
        for language, (name, description) in zip(LANGUAGES, words, strict=True):
            fields = {"name": name, "description": description, "order": order} | key
            topic, _ = Topic.objects.get_or_create(
                slug=slug, locale=tree.locales[language], defaults=fields
            )
            key = {"translation_key": topic.translation_key}


def make_services(tree: Tree) -> None:
    """The directory of services, once; then it is the editors'."""
    if ServiceContact.objects.exists():
        return
    for language, told in SERVICES.items():
        topics = tree.topics_in(language)
        for service in told:
            made = ServiceContact.objects.create(
                locale=tree.locales[language],
                name=service.name,
                what_for=service.what_for,
                phone=service.phone,
                chat=service.chat,
                web=service.web,
            )
            made.topics.set([topics[slug] for slug in service.topics])


def make_groups(tree: Tree) -> None:
    """The peer-support groups, once; then they are the editors'."""
    if PeerGroup.objects.exists():
        return
    topics = tree.topics_in("fi")
    for group in GROUPS:
        told = asdict(group)
        slugs, _weekly = told.pop("topics"), told.pop("weekly")
        if weekly := group.weekly:
            told |= {"next_at": weekly.after(clock.now()), "minutes": weekly.minutes}
        made = PeerGroup.objects.create(
            locale=tree.locales["fi"], for_whom=told.pop("perspective"), **told
        )
        made.topics.set([topics[slug] for slug in slugs])


def make_group_list(tree: Tree) -> None:
    title, slug, introduction = content.GROUP_LIST
    tree.add_page(
        tree.page("front"),
        GroupListPage,
        slug=slug,
        name="groups",
        title=title,
        introduction=introduction,
        show_in_menus=True,
    )


def make_service_lists(tree: Tree) -> None:
    """The directory of services in each language."""
    for language in LANGUAGES:
        title, slug, introduction = content.SERVICE_LIST[language]
        tree.add_page(
            tree.page("front", language),
            ServiceListPage,
            slug=slug,
            name="service-list",
            translation_of=None if language == LANGUAGES[0] else tree.page("service-list"),
            title=title,
            introduction=introduction,
            show_in_menus=True,
        )


def make_settings(tree: Tree) -> None:
    SiteSettings.objects.get_or_create(site=tree.site, defaults=content.SITE)
    settings, _ = HelpSettings.objects.get_or_create(site=tree.site)
    if HelpContact.objects.filter(settings=settings).exists():
        return
    names = ("language", "name", "what_for", "phone", "url", "hours")
    for place, contact in enumerate(content.HELP_CONTACTS):
        fields = dict(zip(names, contact, strict=True))
        HelpContact.objects.create(settings=settings, sort_order=place, **fields)


def make_pages(tree: Tree, language: str) -> None:
    """The pages of one language: all of them first, then the bodies, which link to each other."""
    texts = read_texts(language)
    front, front_is_new = front_page(tree, language, texts["front"])
    tree.pages["front", language] = front
    new = [texts["front"]] if front_is_new else []
    for name in (name for name in ORDER if name in texts):
        before = Page.objects.count()
        add_text_page(tree, language, texts[name])
        new += [texts[name]] if Page.objects.count() > before else []
    for text in new:
        fill(tree, tree.page(text.name, language), text)


def make_topic_pages(tree: Tree, language: str) -> None:
    """A page for each topic, in a section of their own."""
    title, slug, introduction = content.TOPIC_SECTION[language]
    first = language == LANGUAGES[0]
    section = tree.add_page(
        tree.page("front", language),
        SectionPage,
        slug=slug,
        name="topics",
        translation_of=None if first else tree.page("topics"),
        title=title,
        introduction=introduction,
        show_in_menus=True,
    )
    for topic in tree.topics_in(language).values():
        tree.add_page(
            section,
            TopicPage,
            slug=topic.slug,
            name=f"topic-{topic.slug}",
            translation_of=None if first else tree.page(f"topic-{topic.slug}"),
            title=topic.name,
            introduction=topic.description,
            topic=topic,
        )


def front_page(tree: Tree, language: str, text: Text) -> tuple[FrontPage, bool]:
    """The language's front page, and whether it is still empty."""
    main = FrontPage.objects.get(pk=tree.site.root_page_id)
    if language == main.locale.language_code:
        return main, not main.introduction
    there = main.get_translation_or_none(tree.locales[language])
    if there is not None:
        return there, False
    page = FrontPage(
        slug=f"{main.slug}-{language}",
        locale=tree.locales[language],
        translation_key=main.translation_key,
        title=text.head["title"],
        heading=text.head["heading"],
    )
    main.get_parent().add_child(instance=page)
    Site.clear_site_root_paths_cache()
    return page, True


def add_text_page(tree: Tree, language: str, text: Text) -> Page:
    head = text.head
    model = SectionPage if head.get("kind") == "section" else ContentPage
    original = tree.page(text.name) if language != LANGUAGES[0] else None
    places = head.get("place", "").split()
    fields = {"in_footer": "footer" in places} if model is ContentPage else {}
    return tree.add_page(
        tree.page(head.get("parent", "front"), language),
        model,
        slug=head["slug"],
        name=text.name,
        translation_of=original,
        title=head["title"],
        introduction=head["introduction"],
        search_description=head["description"],
        show_in_menus="menu" in places,
        **fields,
    )


def fill(tree: Tree, page: Page, text: Text) -> None:
    """Writes the body, whose links now have pages to lead to, and publishes the page."""
    if isinstance(page, FrontPage):
        page.heading = text.head["heading"]
        page.introduction = text.head["introduction"]
    page.body = linked(tree, page.locale.language_code, text)
    page.save_revision().publish()


def linked(tree: Tree, language: str, text: Text) -> str:
    """The body as a StreamField stores it, page:<name> and topic:<address> turned into links."""
    stored = json.dumps([{"type": kind, "value": value} for kind, value in text.body])
    stored = re.sub(
        r'href=\\"page:(\w+)\\"',
        lambda found: rf"id=\"{tree.page(found[1], language).pk}\" linktype=\"page\"",
        stored,
    )
    stored = re.sub(r'"page:(\w+)"', lambda found: str(tree.page(found[1], language).pk), stored)
    topics = tree.topics_in(language)
    return re.sub(r'"topic:([\w-]+)"', lambda found: str(topics[found[1]].pk), stored)
