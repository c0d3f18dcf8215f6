from django.conf import settings
from django.urls import path, re_path
from wagtail.urls import serve_pattern

from home import routing, styleguide, views

app_name = "home"

developers = [path("tyylit/", styleguide.show, name="styleguide")] if settings.DEBUG else []

urlpatterns = [
    path("poistu", views.leave, name="leave"),
    path("ulkoasu/<slug:version>.css", views.brand_sheet, name="brand"),
    path("postikortti/<int:page>-<slug:version>.png", views.postcard, name="postcard"),
    path("haku/", views.search, name="search"),
    path("ryhma/<int:pk>.ics", views.meetings, name="meetings"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    *developers,
    re_path(serve_pattern, routing.serve),
]
