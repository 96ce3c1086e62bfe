"""What templates need to write figures and place icons: `{% load look %}`."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from passerby.hub.charts.words import duration_text, number_text

register = template.Library()

UNKNOWN = "–"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite, in the colour of the text. Without a label it is not read out."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="icon" {}><use href="{}#{}"/></svg>', spoken, static("passerby/icons/sprite.svg"), name
    )


@register.filter
def figure(value: float | None) -> str:
    """A number as people read it: 1,284 or 0.4; a dash where nothing was observed."""
    return UNKNOWN if value is None else number_text(value)


@register.filter
def duration(seconds: float | None) -> str:
    """Seconds as people say them: 45 s, 1 min 50 s, 2 h 5 min; a dash where nothing was observed."""
    return UNKNOWN if seconds is None else duration_text(seconds)


@register.filter
def share(value: float | None, whole: float | None) -> float:
    """How much of the whole this is, 0 to 100; 0 where either is not known."""
    if value is None or not whole or whole < 0:
        return 0.0
    return round(min(max(value / whole, 0.0), 1.0) * 100, 1)
