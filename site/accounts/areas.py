"""Which addresses are staff's, and how far one must have signed in for them."""

from django.utils.translation import get_language_from_path

#: Signing in, setting up the second factor, a new password, an invitation.
ENTRANCE = "kirjaudu/"
#: Everything else of staff: password and second factor first.
INSIDE = ("tyotila/", "hallinta/")
#: Wagtail's admin.
ADMIN = "hallinta/"
#: What open pages send by themselves; it does not show that anybody is there.
UNATTENDED = "hallinta/editing-sessions/"


def is_entrance(path: str) -> bool:
    return _without_language(path).startswith(ENTRANCE)


def is_inside(path: str) -> bool:
    return _without_language(path).startswith(INSIDE)


def is_admin(path: str) -> bool:
    return _without_language(path).startswith(ADMIN)


def is_unattended(path: str) -> bool:
    return _without_language(path).startswith(UNATTENDED)


def is_staff(path: str) -> bool:
    return is_entrance(path) or is_inside(path)


def _without_language(path: str) -> str:
    rest = path.lstrip("/")
    language = get_language_from_path(path)
    return rest.removeprefix(f"{language}/") if language else rest
