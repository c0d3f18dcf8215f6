from django.urls import path

from home import views

app_name = "home"

urlpatterns = [
    path("poistu", views.leave, name="leave"),
    path("ulkoasu/<slug:version>.css", views.brand_sheet, name="brand"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
]
