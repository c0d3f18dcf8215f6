"""Where a refusal of the admin leads back to."""

import pytest
from django.test import RequestFactory

from home.refusals import way_back


@pytest.mark.parametrize(
    ("came_from", "way"),
    [
        ("http://testserver/hallinta/pages/3/edit/?a=1", "/hallinta/pages/3/edit/?a=1"),
        ("http://testserver//hallinta/x/", "/hallinta/x/"),
        ("http://muualla.example/hallinta/", "/hallinta/"),
        ("http://testserver/kokeblogi/", "/hallinta/"),
        ("", "/hallinta/"),
    ],
)
def test_way_back_stays_in_the_admin_of_this_site(came_from: str, way: str) -> None:
    request = RequestFactory().post("/hallinta/pages/3/edit/", headers={"Referer": came_from})
    assert way_back(request) == way
