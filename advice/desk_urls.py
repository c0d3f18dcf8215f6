"""The desk's addresses of the written service, under /tyotila/."""

from django.urls import path

from advice.desk import (
    care,
    closing,
    gate,
    granting,
    lists,
    noting,
    numbers,
    opening,
    opinions,
    overview,
    relaying,
    standing,
    writing,
)

app_name = "advice_desk"
urlpatterns = [
    path("", lists.queue, name="queue"),
    path("omat/", lists.own, name="own"),
    path("luettavaksi/", lists.to_read, name="to_read"),
    # What a coordinator knows at a glance
    path("tilanne/", overview.overview, name="overview"),
    path("tilanne/etsi/", standing.by_label, name="by_label"),
    path("tilanne/juteltu/<int:pk>/", overview.talked, name="talked"),
    path("tilanne/poisto/<int:pk>/", overview.let_purge, name="let_purge"),
    path("luvut/", numbers.numbers, name="numbers"),
    path("palaute/", opinions.feedback, name="feedback"),
    path("palaute/kaikki/", opinions.everyones_feedback, name="everyones_feedback"),
    # One conversation
    path("<int:pk>/", opening.question, name="question"),
    path("<int:pk>/avaa/", opening.open_question, name="open"),
    path("<int:pk>/ota/", opening.claim, name="claim"),
    path("<int:pk>/anna/", relaying.assign, name="assign"),
    path("<int:pk>/paasta/", relaying.let_in, name="let_in"),
    path("<int:pk>/tilanne/", standing.standing, name="standing"),
    path("<int:pk>/perustele/", granting.open_with_reason, name="open_with_reason"),
    path("<int:pk>/avattu/", granting.granted, name="granted"),
    path("<int:pk>/paata/", closing.close, name="close"),
    path("<int:pk>/poista/", closing.erase, name="erase"),
    path("<int:pk>/hylkaa/", closing.discard, name="discard"),
    path("<int:pk>/kirjoita/", writing.write, name="write"),
    path("<int:pk>/luonnos/", writing.save, name="draft"),
    path("<int:pk>/esikatselu/", writing.preview, name="preview"),
    path("<int:pk>/laheta/", writing.send, name="send"),
    path("<int:pk>/palauta/", writing.release, name="release"),
    path("<int:pk>/muistiinpano/", noting.add, name="note"),
    path("<int:pk>/muistiinpano/poista/", noting.remove, name="note_remove"),
    path("kutsut/", care.calls, name="calls"),
    path("<int:pk>/vaisty/", care.step_aside, name="step_aside"),
    path("<int:pk>/kutsu/", care.call, name="call"),
    path("<int:pk>/kutsu/ota/", care.take_call, name="take_call"),
    path("<int:pk>/kriisi/", care.crisis, name="crisis"),
    path("<int:pk>/raskas/", care.heavy, name="heavy"),
    path("<int:pk>/luettavaksi/", writing.ask_reading, name="gate_ask"),
    path("<int:pk>/ota-takaisin/", writing.take_back, name="gate_take_back"),
    path("<int:pk>/lue/", gate.read, name="gate"),
    path("<int:pk>/lue/huomautukset/", gate.comment, name="gate_comment"),
    path("<int:pk>/lue/paatos/", gate.decide, name="gate_decide"),
]
