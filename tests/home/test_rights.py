"""Who may change what of a site in the Wagtail admin: each role its own, and no more."""

import pytest
from django.urls import reverse

from accounts.models import Role
from home.models import HelpContact, HelpSettings, SiteSettings, Topic

ROLES = [Role.EXPERT, Role.COORDINATOR, Role.EDITOR, Role.ADMINISTRATOR]
SITE = "/hallinta/settings/home/sitesettings/"
HELP = "/hallinta/settings/home/helpsettings/"
TOPICS = "/hallinta/snippets/home/topic/"
MAY = {
    SITE: {Role.ADMINISTRATOR},
    HELP: {Role.COORDINATOR, Role.EDITOR, Role.ADMINISTRATOR},
    TOPICS: {Role.EDITOR, Role.ADMINISTRATOR},
}
SERVICES = {
    f"home.{verb}_{model}"
    for verb in ("add", "change", "delete")
    for model in ("servicecontact", "peergroup")
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("address", MAY)
def test_role_enters_its_own_settings_only(make_user, signed_in, site, role, address):
    """An index of settings leads on to the site's own; who may not enter is led away."""
    answer = signed_in(make_user("henkilo", role)).get(address)

    opened = (
        answer.status_code == 200 or answer.headers.get("Location", "") == f"{address}{site.pk}/"
    )
    assert opened is (role in MAY[address])


@pytest.mark.parametrize("role", ROLES)
def test_role_has_exactly_these_rights_in_home(make_user, role):
    user = make_user("henkilo", role)
    names = {name for name in user.get_all_permissions() if name.startswith("home.")}

    expected = {
        Role.EXPERT: set(),
        Role.COORDINATOR: {"home.change_helpsettings", *SERVICES},
        Role.EDITOR: {
            *SERVICES, "home.change_helpsettings",
            "home.add_topic", "home.change_topic", "home.delete_topic",
        },
        Role.ADMINISTRATOR: {
            *SERVICES, "home.change_helpsettings", "home.change_sitesettings",
            "home.add_topic", "home.change_topic", "home.delete_topic",
        },
    }  # fmt: skip
    assert names == expected[role]


@pytest.mark.parametrize("role", ROLES)
def test_editor_and_administrator_alone_write_pages(make_user, front, role):
    tester = front.permissions_for_user(make_user("henkilo", role))

    writes = role in {Role.EDITOR, Role.ADMINISTRATOR}
    assert (tester.can_edit(), tester.can_publish(), tester.can_add_subpage()) == (writes,) * 3


def test_coordinator_changes_a_help_contact(signed_in, coordinator, site, make_contact):
    contact = make_contact("Kriisipuhelin", phone="09 2525 0111")
    url = reverse("wagtailsettings:edit", args=["home", "helpsettings", site.pk])

    answer = signed_in(coordinator).post(
        url,
        {
            "contacts-TOTAL_FORMS": "1", "contacts-INITIAL_FORMS": "1",
            "contacts-MIN_NUM_FORMS": "0", "contacts-MAX_NUM_FORMS": "1000",
            "contacts-0-id": contact.pk, "contacts-0-ORDER": "1", "contacts-0-DELETE": "",
            "contacts-0-name": "Kriisipuhelin", "contacts-0-language": "fi",
            "contacts-0-what_for": "kun tarvitset apua", "contacts-0-phone": "09 2525 0116",
            "contacts-0-hours": "", "contacts-0-url": "", "contacts-0-checked_on": "2026-11-20",
        },
    )  # fmt: skip

    assert answer.status_code == 302
    changed = HelpContact.objects.get()
    assert (changed.phone, str(changed.checked_on)) == ("09 2525 0116", "2026-11-20")


def test_administrator_sees_why_a_colour_is_refused(signed_in, administrator, site):
    url = reverse("wagtailsettings:edit", args=["home", "sitesettings", site.pk])

    answer = signed_in(administrator).post(url, {"name": "KokeNet", "colour": "#ffcc00"})

    assert "Kaikki eivät saisi selvää" in answer.content.decode()
    assert not SiteSettings.objects.exclude(colour="").exists()


def test_editor_adds_a_topic(signed_in, editor, site):
    answer = signed_in(editor).post(
        f"{TOPICS}add/", {"name": "Toipuminen", "slug": "toipuminen", "order": "10"}
    )

    assert answer.status_code == 302
    topic = Topic.objects.get(slug="toipuminen")
    assert (topic.name, topic.locale.language_code) == ("Toipuminen", "fi")


def test_slug_of_a_topic_is_its_own_in_each_language(make_topic):
    finnish, swedish = make_topic("toipuminen"), make_topic("toipuminen", "Återhämtning", "sv")

    assert list(Topic.objects.in_language("fi")) == [finnish]
    assert list(Topic.objects.in_language("sv")) == [swedish]


def test_admin_speaks_finnish_of_our_pages(signed_in, editor, front):
    html = signed_in(editor).get(f"/hallinta/pages/add/home/contentpage/{front.pk}/").content

    words = html.decode()
    assert "sisältösivu" in words.lower()
    assert "Yhdestä kolmeen lausetta" in words


def test_settings_say_nothing_of_a_site_that_has_none(asker, site):
    """Reading a page makes no help contacts, only the empty settings row of its site."""
    asker.get("/")

    assert not HelpSettings.objects.exists()
    assert SiteSettings.objects.get().name == "KokeNet"


def test_admin_is_called_by_the_name_of_the_service(signed_in, editor):
    html = signed_in(editor).get("/hallinta/").content.decode()
    assert html.partition("<title>")[2].partition("</title>")[0].strip().endswith("- KokeNet")
