"""Editorial blocks of a page's body. Each has one template in templates/home/blocks/."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock
from wagtailmedia.blocks import AudioChooserBlock

from home.models import ServiceContact

#: What a writer may do to running text. Headings are blocks of their own: their order holds.
PLAIN = ["bold", "italic", "link", "ol", "ul"]
LINES = ["bold", "italic", "link"]


class Tone(models.TextChoices):
    INFORMATION = "information", _("Information")
    IMPORTANT = "important", _("Important")


class HeadingLevel(models.TextChoices):
    SECTION = "2", _("Section")
    SUBSECTION = "3", _("Part of a section")


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"features": PLAIN} | kwargs))

    class Meta:
        label = _("Text")
        icon = "pilcrow"
        template = "home/blocks/text.html"


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=120, label=_("Heading"))
    level = blocks.ChoiceBlock(
        choices=HeadingLevel.choices, default=HeadingLevel.SECTION, label=_("Level")
    )

    class Meta:
        label = _("Heading")
        icon = "title"
        template = "home/blocks/heading.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quotation"), max_length=600)
    who = blocks.CharBlock(
        label=_("Who says so"),
        required=False,
        max_length=120,
        help_text=_("An alias or a role. Never a name that tells who wrote to us."),
    )

    class Meta:
        label = _("Quotation")
        icon = "openquote"
        template = "home/blocks/quote.html"


class NoticeBlock(blocks.StructBlock):
    tone = blocks.ChoiceBlock(choices=Tone.choices, default=Tone.INFORMATION, label=_("Tone"))
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=PLAIN)

    class Meta:
        label = _("Notice")
        icon = "info-circle"
        template = "home/blocks/notice.html"


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    alt = blocks.CharBlock(
        label=_("What is in the picture"),
        max_length=250,
        help_text=_("Read aloud to those who do not see it. Say what matters here."),
    )
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=250)

    class Meta:
        label = _("Picture")
        icon = "image"
        template = "home/blocks/picture.html"


class AudioBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=120)
    media = AudioChooserBlock(
        label=_("Recording"), help_text=_("Anyone who knows the file's address can listen to it.")
    )
    transcript = blocks.RichTextBlock(
        label=_("The same as text"),
        features=PLAIN,
        help_text=_("For those who do not hear it, or cannot listen where they are."),
    )

    class Meta:
        label = _("Recording")
        icon = "media"
        template = "home/blocks/audio.html"


class AccordionItemBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=200)
    answer = blocks.RichTextBlock(label=_("Answer"), features=PLAIN)

    class Meta:
        label = _("Question and answer")
        icon = "help"


class AccordionBlock(blocks.StructBlock):
    items = blocks.ListBlock(AccordionItemBlock(), min_num=1, label=_("Questions"))

    class Meta:
        label = _("Questions and answers that open")
        icon = "list-ul"
        template = "home/blocks/accordion.html"


class WhereToBlock(blocks.StructBlock):
    """Where a link leads: a page of this site or an address elsewhere, exactly one of them."""

    page = blocks.PageChooserBlock(label=_("Page of this site"), required=False)
    url = blocks.URLBlock(label=_("Address elsewhere"), required=False)

    class Meta:
        label = _("Where to")
        icon = "link"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["url"]):
            problem = ValidationError(
                _("Choose either a page of this site or an address elsewhere.")
            )
            raise StructBlockValidationError(block_errors={"page": problem})
        return cleaned


class CallToActionBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), required=False, max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), required=False, features=LINES)
    label = blocks.CharBlock(
        label=_("Words on the button"),
        max_length=60,
        help_text=_("What happens next, as a verb: “Write a question”."),
    )
    where = WhereToBlock()

    class Meta:
        label = _("Call to action")
        icon = "arrow-right"
        template = "home/blocks/call_to_action.html"


class SignpostBlock(blocks.StructBlock):
    """Points to a service that may help."""

    name = blocks.CharBlock(label=_("Name of the service"), max_length=120)
    text = blocks.RichTextBlock(
        label=_("Whom it helps and how"), features=LINES, help_text=_("In the reader's words.")
    )
    phone = blocks.CharBlock(label=_("Telephone"), required=False, max_length=40)
    hours = blocks.CharBlock(label=_("When it answers"), required=False, max_length=120)
    url = blocks.URLBlock(label=_("Website"), required=False)

    class Meta:
        label = _("Signpost to help")
        icon = "help"
        template = "home/blocks/signpost.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not cleaned["phone"] and not cleaned["url"]:
            problem = ValidationError(
                _("Give a telephone number or a website: a way to get through.")
            )
            raise StructBlockValidationError(block_errors={"phone": problem})
        return cleaned


class ServicesBlock(blocks.StructBlock):
    """The services of one topic, as the directory has them when the page is read."""

    topic = SnippetChooserBlock("home.Topic", label=_("Topic"))

    class Meta:
        label = _("Services of a topic")
        icon = "help"
        template = "home/blocks/services.html"

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """With the services in the language spoken, in whichever language the topic was chosen."""
        context: dict[str, Any] = super().get_context(value, parent_context=parent_context)
        topic = value["topic"]
        spoken = ServiceContact.objects.in_language(get_language() or "")
        context["services"] = spoken.about([topic.translation_key]) if topic else []
        return context


def editorial_blocks() -> list[tuple[str, blocks.Block]]:
    """The blocks that every site has, in the order in which editors see them."""
    return [
        ("text", TextBlock()),
        ("heading", HeadingBlock()),
        ("quote", QuoteBlock()),
        ("notice", NoticeBlock()),
        ("image", PictureBlock()),
        ("audio", AudioBlock()),
        ("accordion", AccordionBlock()),
        ("call_to_action", CallToActionBlock()),
        ("signpost", SignpostBlock()),
        ("services", ServicesBlock()),
    ]
