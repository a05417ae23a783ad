"""A matplotlib figure as SVG inside a page."""

from __future__ import annotations

import io
import re
from html import escape
from typing import TYPE_CHECKING

import matplotlib as mpl

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NUMBER = re.compile(r"-?\d+\.\d{2,}")
PLACE = re.compile(r'(?<= )(d|x|y|points)="([^"]*)"')
"""Attributes that hold nothing but places on the page."""
ID = re.compile(r'(\bid="|href="#|url\(#)')
DECIMALS = 1
"""A tenth of a point is finer than any screen shows, and a third of the size."""
LETTERS = "'DejaVu Sans', Verdana, sans-serif"


def inline_svg(figure: Figure, name: str) -> str:
    """Return a figure as an ``svg`` element that can stand beside others in one page.

    Parameters
    ----------
    figure : Figure
    name : str
        Put before every id, so that no two figures of a page share one.

    Returns
    -------
    str
        Text stays text; the same figure gives the same bytes.
    """
    out = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": name}):
        figure.savefig(
            out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None}
        )
    text = out.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = ID.sub(rf"\g<1>{name}-", text)
    text = PLACE.sub(lambda found: f'{found[1]}="{NUMBER.sub(_shorter, found[2])}"', text)
    text = text.replace("'DejaVu Sans'", LETTERS)
    # the page says how large it is
    text = re.sub(r'(<svg [^>]*?) width="[^"]*" height="[^"]*"|(<svg )', r"\1\2", text, count=1)
    return text.replace(
        "<svg", f'<svg role="img" aria-label="{escape(figure_label(figure), quote=True)}"', 1
    ).strip()


def figure_label(figure: Figure) -> str:
    """Return title and subtitle of a figure, as one line."""
    return ": ".join(text.get_text() for text in figure.texts[:2])


def _shorter(found: re.Match[str]) -> str:
    return f"{float(found[0]):.{DECIMALS}f}".removesuffix(".0")
