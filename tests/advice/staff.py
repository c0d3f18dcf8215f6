"""An expert as a program: the desk over HTTP, with the session that a full sign-in leaves."""

import requests

from tests.advice.visitor import hidden
from tests.processes import Processes

DESK = "/tyotila/neuvonta/"

SIGN_IN = """
from accounts.models import User
from tests.conftest import with_second_factor
client = with_second_factor(User.objects.get(email={email!r}))
print("\\n".join(f"{{name}}={{morsel.value}}" for name, morsel in client.cookies.items()))
"""


class StaffBrowser:
    """Signed in with both factors; keeps cookies as a browser does."""

    def __init__(self, site: Processes, email: str) -> None:
        self.site = site
        self.session = requests.Session()
        for line in site.run(SIGN_IN.format(email=email)).strip().splitlines():
            name, _, value = line.partition("=")
            self.session.cookies.set(name, value, domain="127.0.0.1")

    def get(self, path: str) -> str:
        return self._page(self.session.get(self.site.url + path, timeout=30))

    def post(self, path: str, page: str, **fields: str) -> str:
        """Sends a form found on `page`, whose CSRF token it carries."""
        fields |= {"csrfmiddlewaretoken": hidden(page, "csrfmiddlewaretoken")}
        origin = {"Origin": self.site.url}
        return self._page(
            self.session.post(self.site.url + path, data=fields, headers=origin, timeout=30)
        )

    def answer_whole(self, *, draft: str, answer: str) -> str:
        """Opens the first question, takes it, keeps a draft, sends an answer; the opened page."""
        here = f"{DESK}{self.first_question()}/"
        opened = self.post(f"{here}avaa/", self.get(here))
        writing = self.post(f"{here}ota/", opened, text="")
        writing = self.post(f"{here}luonnos/", writing, text=draft, answers="1")
        preview = self.post(f"{here}esikatselu/", writing, text=answer, answers="1")
        self.post(f"{here}laheta/", preview, text=answer, answers="1")
        return opened

    def first_question(self) -> int:
        return self.site.number("Conversation.objects.order_by('pk').first().pk", "advice.models")

    def _page(self, response: requests.Response) -> str:
        assert response.status_code == 200, f"{response.url} answered {response.status_code}"
        return response.text
