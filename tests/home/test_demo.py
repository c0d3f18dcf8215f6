"""The demo site: whole, repeatable, and every link of it leads somewhere."""

import re
from collections import Counter

import pytest
from django.apps import apps
from django.core.management import call_command
from wagtail.models import Page, Revision

from accounts.models import User
from home.demo import build
from home.demo.writing import read_text, read_texts
from home.models import HelpContact, Topic

PATHS = [
    "/", "/mika-kokenet-on/", "/nain-palvelu-toimii/", "/neuvontapalvelu/",
    "/neuvontapalvelu/kirjoita-kysymys/", "/neuvontapalvelu/mita-odottaa/",
    "/neuvontapalvelu/vinkkeja-kirjoittamiseen/", "/ammattilaisille/", "/luottamuksellisuus/",
    "/tietosuojaseloste/", "/saavutettavuusseloste/", "/sv/", "/sv/vad-ar-kokenet/",
    "/sv/skriv-en-fraga/", "/en/", "/en/what-kokenet-is/", "/en/write-a-question/",
]  # fmt: skip
#: Not pages of ours, or not to be followed: leaving, staff.
NOT_FOLLOWED = re.compile(r"^(?:https?:|mailto:|tel:|#|/poistu|/kirjaudu|/static/)")


def everything():
    """How many rows every table of our apps and of pages has."""
    ours = {"home", "advice", "expert_pool", "kokeblog", "booking", "accounts", "wagtailcore"}
    models = [model for model in apps.get_models() if model._meta.app_label in ours]
    return Counter({model._meta.label: model._default_manager.count() for model in models})


def test_demo_repeated_changes_nothing(demo):
    before, revisions = everything(), Revision.objects.count()

    build()

    assert everything() == before
    assert Revision.objects.count() == revisions


def test_demo_leaves_what_editors_have_changed(demo):
    page = demo.page("about").specific
    page.title, page.body = "Meistä", [("text", "<p>Omin sanoin</p>")]
    page.save_revision().publish()
    HelpContact.objects.filter(phone="112").update(what_for="aina")
    Topic.objects.filter(slug="toipuminen", locale=demo.locales["fi"]).update(name="Matka")

    build()

    again = Page.objects.get(pk=page.pk).specific
    assert (again.title, str(again.body[0].value)) == ("Meistä", "<p>Omin sanoin</p>")
    assert HelpContact.objects.filter(what_for="aina").count() == 3
    assert demo.topics["toipuminen"].name == "Matka"


def test_every_address_of_the_demo_answers(asker, demo):
    assert {path: asker.get(path).status_code for path in PATHS} == dict.fromkeys(PATHS, 200)


def test_no_link_of_the_demo_is_missing(asker, demo):
    seen, waiting, missing = set(), ["/"], {}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        answer = asker.get(path)
        if answer.status_code != 200:
            missing[path] = answer.status_code
            continue
        if not answer["Content-Type"].startswith("text/html"):
            continue
        html = answer.content.decode()
        assert "<a>" not in html, path
        links = {link.split("#")[0] for link in re.findall(r'(?:href|action)="([^"]*)"', html)}
        links = {link for link in links if link and not NOT_FOLLOWED.match(link)}
        posted = set(re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', html))
        waiting += sorted(links - posted - seen - set(waiting))

    assert missing == {}
    assert seen >= set(PATHS)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_page_has_one_first_heading_and_its_language(asker, demo, language):
    for (_name, code), page in demo.pages.items():
        if code == language:
            html = asker.get(page.url).content.decode()
            assert f'<html lang="{language}">' in html
            assert html.count("<h1") == 1
            assert re.search(r'<meta name="description" content="[^"]{20,}"', html)


def test_texts_are_neither_stubs_nor_essays():
    for name, text in read_texts("fi").items():
        words = len(re.sub(r"<[^>]+>", " ", str(text.body)).split())
        if name != "ask":
            assert 100 <= words <= 500, name


def test_topics_have_a_name_in_each_language(demo):
    fi, sv, en = (demo.topics_in(language) for language in ("fi", "sv", "en"))

    assert list(fi) == list(sv) == list(en)
    assert fi["rahapelaaminen"].name == "Rahapelaaminen"
    assert [topic.translation_key for topic in fi.values()] == [
        topic.translation_key for topic in en.values()
    ]


def test_help_contacts_of_the_demo_wait_to_be_checked(demo):
    assert HelpContact.objects.count() == HelpContact.objects.stale().count() == 11
    assert HelpContact.objects.filter(sort_order=0).get().phone == "112"


def test_block_of_a_service_is_added_once(demo):
    page = demo.page("tips")

    assert demo.add_block(page, "quote", {"text": "Hei", "who": ""}, at=0)
    assert not demo.add_block(page, "quote", {"text": "Taas", "who": ""})

    body = Page.objects.get(pk=page.pk).specific.body
    assert [block.value["text"] for block in body if block.block_type == "quote"] == ["Hei"]
    assert body[0].block_type == "quote"


def test_demo_outside_development_lets_nobody_in(db):
    call_command("demo", verbosity=0)

    assert [user for user in User.objects.all() if user.has_usable_password()] == []


def test_demo_in_development_makes_the_staff(db, settings, capsys):
    settings.DEBUG = True
    call_command("demo", password="salasana-kokeiluun")

    assert User.objects.get(email="aino@kokenet.example").check_password("salasana-kokeiluun")
    assert "salasana-kokeiluun" not in capsys.readouterr().out


def test_written_page_is_read_into_blocks(tmp_path):
    path = tmp_path / "malli.txt"
    path.write_text(
        "title: Malli\nslug: malli\nintroduction: Kaksi\n  riviä.\n\n"
        "## Otsikko\n\nTeksti & [linkki](page:how) ja **paino**\nrivillä.\n\n"
        "- yksi\n- kaksi\n  yhä\n\n"
        "? Miksi?\n  Siksi.\n\n? Entä?\n  Niin.\n\n!! Varo\n  Tätä.\n\n"
        "> Tule\n  Sanat.\n  [Mene](page:ask)\n\n@ Apu\n  Auttaa.\n  112 | aina | https://a.example/\n",
        encoding="utf-8",
    )

    text = read_text(path)

    assert text.name == "malli"
    assert text.head["introduction"] == "Kaksi riviä."
    assert text.body == [
        ("heading", {"text": "Otsikko", "level": "2"}),
        (
            "text",
            (
                '<p>Teksti &amp; <a href="page:how">linkki</a> ja <b>paino</b> rivillä.</p>'
                "<ul><li>yksi</li><li>kaksi yhä</li></ul>"
            ),
        ),
        (
            "accordion",
            {
                "items": [
                    {"question": "Miksi?", "answer": "<p>Siksi.</p>"},
                    {"question": "Entä?", "answer": "<p>Niin.</p>"},
                ]
            },
        ),
        ("notice", {"tone": "important", "heading": "Varo", "text": "<p>Tätä.</p>"}),
        (
            "call_to_action",
            {
                "heading": "Tule", "text": "<p>Sanat.</p>", "label": "Mene",
                "where": {"page": "page:ask", "url": ""},
            },
        ),
        (
            "signpost",
            {
                "name": "Apu", "text": "<p>Auttaa.</p>", "phone": "112", "hours": "aina",
                "url": "https://a.example/",
            },
        ),
    ]  # fmt: skip
