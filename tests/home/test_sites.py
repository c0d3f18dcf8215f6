"""Our lighter question for the site answers as Wagtail's own."""

from itertools import product

import pytest
from django.test import RequestFactory
from wagtail.models import Site

from home.sites import site_of

HOSTS = ("a.example", "b.example")
PORTS = (80, 8000)
ADDRESSES = list(product(HOSTS, PORTS))
ASKED = list(product((*HOSTS, "c.example", "A.example"), (80, 8000, 9000)))


@pytest.mark.parametrize("default", [None, *ADDRESSES])
@pytest.mark.parametrize("there", range(2 ** len(ADDRESSES)))
def test_site_is_the_one_that_wagtail_finds(site, there, default):
    add_sites(site.root_page, there, default)

    for host, port in ASKED:
        assert found_by(site_of, host, port) == found_by(Site.find_for_request, host, port)


def add_sites(root, there, default):
    """Sites at the addresses whose bit is set in `there`."""
    Site.objects.all().delete()
    for bit, (host, port) in enumerate(ADDRESSES):
        if there >> bit & 1:
            is_default = (host, port) == default
            Site.objects.create(
                hostname=host, port=port, root_page=root, is_default_site=is_default
            )


def found_by(find, host, port):
    request = RequestFactory().get("/", headers={"host": f"{host}:{port}"}, SERVER_PORT=str(port))
    return find(request)


def test_site_is_asked_for_once_in_a_request(site, django_assert_num_queries):
    request = RequestFactory().get("/")
    with django_assert_num_queries(1):
        assert site_of(request) == site_of(request) == Site.find_for_request(request) == site
