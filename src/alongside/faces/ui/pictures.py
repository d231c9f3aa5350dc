"""Small drawings as SVG with attributes only, since the content policy allows no inline styles.

Colours stand in the style sheets; those of what is printed stand here too, for paper styles no SVG from outside.
"""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

EMPTY = SafeString("")
JADE, PALE, INK, FAINT, LINE = "#0f6b5c", "#a9cfc6", "#1d2424", "#636e6c", "#d9dedb"


def sparkline(
    numbers: Sequence[float], *, label: str, last: str, width: int, height: int, tone: str
) -> SafeString:
    """A line through `numbers` from left to right, oldest first, with a dot at the last and its words beside it.

    The line goes through the whole height; it shows the course, not the size.
    """
    numbers = [float(number) for number in numbers]
    if not numbers:
        return EMPTY
    low, high = min(numbers), max(numbers)
    room, margin = (high - low) or 1.0, 4
    step = (width - 2 * margin) / max(len(numbers) - 1, 1)
    points = [
        (
            round(margin + index * step, 1),
            round(height - margin - (number - low) / room * (height - 2 * margin), 1),
        )
        for index, number in enumerate(numbers)
    ]
    end_x, end_y = points[-1]
    return format_html(
        '<span class="sparkline tone-{tone}"><svg viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img" aria-label="{label}">'
        '<polyline points="{line}"></polyline>{dots}<circle class="last" cx="{x}" cy="{y}" r="3.5"></circle></svg>{last}</span>',
        tone=tone,
        w=width,
        h=height,
        label=label or " ".join(f"{number:g}" for number in numbers),
        line=" ".join(f"{x},{y}" for x, y in points),
        dots=format_html_join("", '<circle cx="{}" cy="{}" r="2"></circle>', points[:-1])
        if len(points) < 13
        else "",
        x=end_x,
        y=end_y,
        last=format_html("<b>{}</b>", last) if last else "",
    )


def bar(value: float, maximum: float, *, tone: str, label: str) -> SafeString:
    """A horizontal bar from zero to `value` of `maximum`; what is beyond fills it."""
    share = min(max(float(value) / float(maximum), 0.0), 1.0) if maximum else 0.0
    return format_html(
        '<svg class="bar tone-{}" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<rect class="bar-ground" fill="#eef1ee" width="100" height="6"></rect>'
        '<rect class="bar-value" fill="{}" width="{}" height="6"></rect></svg>',
        tone,
        label or f"{value:g} / {maximum:g}",
        JADE,
        round(share * 100, 1),
    )


def segments(done: float, total: int, *, label: str) -> SafeString:
    """A way in `total` equal parts with the first `done` filled, the last of them perhaps in part."""
    gap, width = 4, 320
    part = (width - gap * (total - 1)) / max(total, 1)
    parts = [(round(index * (part + gap), 1), round(part, 1)) for index in range(total)]
    filled = [
        (x, round(long * min(done - index, 1), 1)) for index, (x, long) in enumerate(parts) if done > index
    ]
    return format_html(
        '<svg class="segments" viewBox="0 0 {} 8" preserveAspectRatio="none" role="img" aria-label="{}">{}{}</svg>',
        width,
        label or f"{done:g} / {total}",
        format_html_join("", '<rect class="bar-ground" x="{}" width="{}" height="8" rx="3"></rect>', parts),
        format_html_join("", '<rect class="bar-value" x="{}" width="{}" height="8" rx="3"></rect>', filled),
    )


def columns(pairs: Sequence[tuple[str, float]], *, label: str) -> SafeString:
    """Upright columns from zero, each with its number above and its name below; the last one stands out."""
    most = max((float(number) for _name, number in pairs), default=0.0)
    if not most:
        return EMPTY
    wide, high, foot, head = 640, 150, 18, 16
    step = wide / len(pairs)
    rects, words = [], []
    for index, (name, number) in enumerate(pairs):
        tall = round(float(number) / most * (high - foot - head), 1)
        middle, top = round(step * (index + 0.5), 1), round(high - foot - tall, 1)
        fill = JADE if index == len(pairs) - 1 else PALE
        rects.append((fill, round(middle - step * 0.3, 1), top, round(step * 0.6, 1), tall))
        words += [(INK, middle, round(top - 4, 1), f"{number:g}"), (FAINT, middle, high - 4, name)]
    return format_html(
        '<svg class="columns" viewBox="0 0 {w} {h}" role="img" aria-label="{label}">'
        '<line stroke="{line}" x1="0" x2="{w}" y1="{y}" y2="{y}"></line>{columns}'
        '<g font-family="Noto Sans CJK SC, sans-serif" font-size="10" text-anchor="middle">{words}</g></svg>',
        w=wide,
        h=high,
        y=high - foot,
        line=LINE,
        label=label or ", ".join(f"{name} {number:g}" for name, number in pairs),
        columns=format_html_join("", '<rect fill="{}" x="{}" y="{}" width="{}" height="{}"></rect>', rects),
        words=format_html_join("", '<text fill="{}" x="{}" y="{}">{}</text>', words),
    )
