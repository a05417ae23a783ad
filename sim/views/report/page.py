"""The report page: everything a reader needs about a study, in one file that opens offline."""

from __future__ import annotations

import base64
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from sim.errors import InputError
from sim.views import style
from sim.views.data_sheet import ORDER, SOFT
from sim.views.figures import draw_figures
from sim.views.numbers import with_half_width
from sim.views.report.answer import BILLION, answer, arm_words, question
from sim.views.report.curves import colour_key, curves
from sim.views.report.svg import figure_label, inline_svg
from sim.views.stress_des import stress_des
from sim.views.terminal import CAVEATS, DAY_METRICS, TOTAL_ROWS, sorted_minerals

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from sim.study.results import Results
    from sim.world.facts import Fact

Summary = Mapping[str, Any]

LIVE = ("exceedance", "fan")
"""Figures that the page draws itself, mineral by mineral."""
HEADS = ("shortfall", "equivalent", "price", "sum")
"""What the day metrics are called here."""
MAP_DPI = 110
MAP_QUALITY = 70
MOST_BYTES = 5_000_000


@dataclass(frozen=True)
class Study:
    """One study of a page.

    Attributes
    ----------
    label : str
        What tells it from the others of the page.
    results : Results
    """

    label: str
    results: Results


def report_page(
    studies: Sequence[Study], facts: Sequence[Fact], maps: Mapping[str, Figure], config: str
) -> str:
    """Return the page as HTML.

    Parameters
    ----------
    studies : sequence of Study
        At least one; the reader chooses among several.
    facts : sequence of Fact
        Numbers behind the first study.
    maps : mapping of str to Figure
        One per mineral.
    config : str
        ``config.yaml`` of the first study.

    Raises
    ------
    InputError
        If the page gets too large to send by mail.
    """
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("sim.views.report", ""),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    first = studies[0].results
    page = environment.get_template("page.html").render(
        title=question(first.summary),
        styles=_resource("page.css"),
        script=_resource("page.js"),
        colours=style.ARM_COLOURS | {"reserve": style.RESERVE_COLOUR},
        studies=[_shown(number, study) for number, study in enumerate(studies)],
        data=[{"label": study.label, **curves(study.results)} for study in studies],
        maps={mineral: _picture(figure) for mineral, figure in maps.items()},
        map_labels={mineral: figure_label(figure) for mineral, figure in maps.items()},
        names={mineral: style.mineral_label(mineral) for mineral in maps},
        facts=_softest(facts),
        counts=Counter(fact.confidence for fact in facts),
        grades=ORDER,
        soft=SOFT,
        caveats=CAVEATS,
        sheet=_markdown(stress_des(first)),
        about=first.about,
        version=_version(),
        config=config,
    )
    size = len(page.encode())
    if size > MOST_BYTES:
        allowed = (
            f"fewer cells or minerals: the page would have {size / 1e6:.1f} MB, at most {MOST_BYTES / 1e6:g}"
        )
        raise InputError("task.results", str(first.path), "", allowed)
    return page


def _shown(number: int, study: Study) -> dict[str, Any]:
    """Return what the template writes about one study."""
    summary = study.results.summary
    hit, idle = sorted_minerals(summary)
    drawn = {} if not study.results.arms else draw_figures(study.results)
    return {
        "label": study.label,
        "about": study.results.about,
        "question": question(summary),
        "answer": answer(summary),
        "headline": _headline(summary, hit),
        "idle": [style.mineral_label(mineral).lower() for mineral in idle],
        "totals": _totals(summary),
        "arms": {arm: {"words": arm_words(arm), "colour": colour_key(arm)} for arm in summary["arms"]},
        "coinciding": [" = ".join(group) for group in summary["coinciding"]],
        "warnings": summary["warnings"],
        "failed": len(study.results.failures),
        "figures": [
            {"label": figure_label(figure), "svg": _markup(inline_svg(figure, f"s{number}-{name}"))}
            for name, figure in drawn.items()
            if name not in LIVE
        ],
    }


def _headline(summary: Summary, minerals: Sequence[str]) -> dict[str, Any]:
    """Return the headline table: days lost in the first and the last arm, then the differences."""
    arms = list(summary["arms"])
    ends = list(dict.fromkeys([arms[0], arms[-1]])) if arms else []
    pairs = list(summary["pairs"])
    rows = [
        {
            "name": style.mineral_label(mineral),
            "days": [_cell(summary["arms"][arm][mineral][metric]) for arm in ends for metric in DAY_METRICS],
            "changes": [
                _cell(summary["pairs"][pair][mineral]["combined_days"], marked=True) for pair in pairs
            ],
        }
        for mineral in minerals
    ]
    return {"arms": ends, "heads": HEADS, "pairs": pairs, "rows": rows}


def _totals(summary: Summary) -> list[dict[str, Any]]:
    """Return the totals over minerals, one row each with a cell per arm."""
    rows = []
    for text, name in TOTAL_ROWS.items():
        scale = BILLION if name.endswith("usd") else 1.0
        rows.append({"name": text, "cells": [_cell(arm[name], scale) for arm in summary["totals"].values()]})
    costs = [summary["reserve"][arm].get("total", {}).get("net_cost_usd") for arm in summary["totals"]]
    if any(costs):
        cells = [_cell(cost, BILLION) if cost else "\u2013" for cost in costs]
        rows.append({"name": "reserve, net cost, $bn", "cells": cells})
    return rows


def _cell(numbers: Mapping[str, Any], scale: float = 1.0, marked: bool = False) -> str:
    """Return a mean and half of its interval; a star where a difference excludes zero."""
    mean, low, high = numbers["mean"], numbers["ci_low"], numbers["ci_high"]
    if mean is None:
        return "\u2013"
    half = None if low is None or high is None else (high - low) / 2 / scale
    star = "*" if marked and half is not None and (low > 0 or high < 0) else ""
    return (
        "0" if mean == 0 and not half else with_half_width(mean / scale, half).replace("-", "\u2212") + star
    )


def _softest(facts: Sequence[Fact]) -> list[Fact]:
    """Return the recalled and the judged numbers, as the data sheet ranks them."""
    return [fact for grade in SOFT for fact in facts if fact.confidence == grade]


def _picture(figure: Figure) -> str:
    """Return a map as a data address: as SVG, coasts and routes of all minerals would take 5 MB."""
    out = io.BytesIO()
    figure.savefig(out, format="webp", dpi=MAP_DPI, pil_kwargs={"quality": MAP_QUALITY})
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()


def _markdown(text: str) -> object:
    """Return a sheet below a heading of the page as HTML; what looks like HTML in it is escaped."""
    from markdown_it import MarkdownIt

    body = text.partition("\n")[2].replace("\n## ", "\n### ")
    return _markup(MarkdownIt("commonmark", {"html": False}).render(body))


def _markup(text: str) -> object:
    """Mark text as HTML that this module has made."""
    from markupsafe import Markup

    return Markup(text)


def _resource(name: str) -> object:
    """Return a file beside this one."""
    return _markup(files("sim.views.report").joinpath(name).read_text(encoding="utf-8"))


def _version() -> str:
    from sim import __version__

    return __version__
