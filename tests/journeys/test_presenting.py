"""An expert presents themselves, is found, and takes it back; in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from expert_pool.models import PublicProfile
from tests.journeys.conftest import DESK, PHONE, find_nothing, fits

pytestmark = pytest.mark.django_db(transaction=True)

STORY = "Pelasin salaa monta vuotta. Sitten kerroin siskolle."


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_expert_writes_says_yes_is_found_and_takes_it_back(
    open_browser: Any, live_server: Any, aino: User, script: bool
) -> None:
    desk = open_browser(viewport=PHONE, script=script, user=aino).new_page()
    visitor = open_browser(viewport=DESK, script=script).new_page()

    def looks_well(page: Any) -> None:
        if script:
            find_nothing(page)
            assert fits(page), f"{page.url} scrolls sideways"

    desk.goto("/tyotila/asiantuntija/esittely/")
    looks_well(desk)
    desk.get_by_label("Tarinasi lyhyesti").fill(STORY)
    desk.get_by_label("puheenvuoro tai luento").check()
    desk.get_by_label("mistä aiheista vastaat").check()
    desk.get_by_label("kaikki", exact=True).check()
    desk.get_by_role("button", name="Tallenna ja katso, miltä se näyttää").click()
    expect(desk.get_by_role("heading", name="Suostumuksesi")).to_be_visible()
    expect(desk.get_by_role("article")).to_contain_text(STORY)
    looks_well(desk)
    visitor.goto("/asiantuntijat/")
    expect(visitor.get_by_text(STORY)).to_have_count(0)

    desk.get_by_role("button", name="Kyllä, juuri tämän saa näyttää").click()
    expect(desk.get_by_text("Kuka tahansa voi lukea esittelysi")).to_be_visible()

    visitor.goto("/asiantuntijat/")
    visitor.get_by_text("Tehtävä", exact=True).click()
    visitor.get_by_role("link", name="puheenvuoro tai luento").click()
    looks_well(visitor)
    visitor.get_by_label("Tarinan sanoja").fill("siskolle")
    visitor.get_by_role("button", name="Haku").click()
    visitor.get_by_role("link", name="Aino").click()
    expect(visitor.get_by_role("heading", name="Aino")).to_be_visible()
    looks_well(visitor)
    assert visitor.context.cookies() == []

    desk.get_by_role("button", name="Poista se näkyvistä nyt").click()
    expect(desk.get_by_text("Esittelysi ei enää näy kenellekään.")).to_be_visible()
    expect(desk.get_by_label("Tarinasi lyhyesti")).to_have_value(STORY)
    answer = visitor.reload()
    assert answer is not None
    assert answer.status == 404
    assert not PublicProfile.objects.exists()
