"""Editors' hostile words in a real browser under the shipped policy: nothing at all happens."""

from django.core.cache import cache
from django.core.management import call_command

from kokeblog.models import StoryPage
from tests.hostile import WHOLE, Planted, addresses
from tests.journeys.test_every_page import Witness, is_a_missing_page

#: Whatever the policy had to stop, as the page itself is told of it.
LISTENS = """
window.stopped = [];
document.addEventListener("securitypolicyviolation",
  e => window.stopped.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample}`));
"""


def test_hostile_words_do_nothing_in_a_browser(live_server, open_browser):
    call_command("demo", verbosity=0)
    planted = Planted(WHOLE[0])
    cache.clear()
    page = open_browser().new_page()
    page.add_init_script(LISTENS)
    witness = Witness(page, live_server.url)
    opened = []
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    page.on("popup", lambda popup: opened.append(popup.url))
    story = StoryPage.objects.published().in_language("fi").first()

    for address in [story.get_url(), *addresses()]:
        page.goto(address)
        for note in page.locator("main summary").all():
            note.click()
        assert page.evaluate("window.stopped") == [], address
        assert page.url == live_server.url + address

    page.goto(story.get_url())
    assert page.title().startswith(planted.values["StoryPage.seo_title"])
    assert page.locator("a[href^='javascript:' i], [onerror], [onload]").count() == 0
    assert opened == []
    assert [line for line in witness.said if not is_a_missing_page(line)] == []
    assert witness.asked == []
