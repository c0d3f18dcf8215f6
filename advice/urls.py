from django.urls import path

from advice.views import asking, ending, publishing, reading

app_name = "advice"
urlpatterns = [
    # From a question to its number
    path("esikatselu/", asking.preview, name="preview"),
    path("laheta/", asking.send, name="send"),
    # With the number
    path("vastaus/", reading.answer, name="answer"),
    path("keskustelu/jatka/", reading.again, name="again"),
    path("keskustelu/kalenteri/", reading.calendar_file, name="calendar"),
    path("keskustelu/paata/", ending.end, name="end"),
    path("keskustelu/palaute/", ending.feedback, name="feedback"),
    path("keskustelu/poista/", ending.erase, name="erase"),
    path("keskustelu/julkaisu/", publishing.publishing, name="publishing"),
]
