"""The site's addresses and /tyylit/, which is otherwise there only in development."""

from django.urls import path

from home import styleguide
from kokenet.urls import handler400, handler403, handler404, handler500
from kokenet.urls import urlpatterns as site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [path("tyylit/", styleguide.show), *site]
