from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem

#: The menu items of what accounts.admin_urls closes.
CLOSED = {"users", "groups", "api-tokens"}


@hooks.register("construct_settings_menu")
def without_accounts(request: HttpRequest, items: list[MenuItem]) -> None:  # noqa: ARG001
    """People are invited and looked after at the desk."""
    items[:] = [item for item in items if item.name not in CLOSED]
