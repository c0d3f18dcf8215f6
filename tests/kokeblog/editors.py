"""What a browser sends from Wagtail's editor of a story."""

from typing import Any

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from home.models import Topic
from kokeblog.models import Writer

AFTER = "Toinen teksti."


def typed(writer: Writer, topic: Topic, **fields: Any) -> dict[str, str]:
    """The editor's form with new words in it: typed(writer, topic, **{"action-publish": "1"})."""
    told = {
        "title": "Uusi otsikko",
        "slug": "uusi",
        "introduction": "Ingressi.",
        "writer": writer.pk,
        "side": "self",
        "touches": "",
        "body": streamfield([("text", rich_text(f"<p>{AFTER}</p>", features=["bold", "italic"]))]),
        "helped": "",
        "comments": inline_formset([]),
    }
    return nested_form_data(told | fields) | {"topics": str(topic.pk)}
