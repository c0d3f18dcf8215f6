"""The desk's addresses of the written service, under /tyotila/."""

from django.urls import path

from advice.desk import lists, opening, relaying, writing

app_name = "advice_desk"
urlpatterns = [
    path("", lists.queue, name="queue"),
    path("omat/", lists.own, name="own"),
    path("<int:pk>/", opening.question, name="question"),
    path("<int:pk>/avaa/", opening.open_question, name="open"),
    path("<int:pk>/ota/", opening.claim, name="claim"),
    path("<int:pk>/anna/", relaying.assign, name="assign"),
    path("<int:pk>/paasta/", relaying.let_in, name="let_in"),
    path("<int:pk>/kirjoita/", writing.write, name="write"),
    path("<int:pk>/luonnos/", writing.save, name="draft"),
    path("<int:pk>/esikatselu/", writing.preview, name="preview"),
    path("<int:pk>/laheta/", writing.send, name="send"),
    path("<int:pk>/palauta/", writing.release, name="release"),
]
