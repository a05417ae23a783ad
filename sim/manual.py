"""What ``--help`` prints: tasks, groups and worked commands, in lines of at most 100 columns."""

from __future__ import annotations

import textwrap
from pathlib import Path

WIDTH = 100
NAME = 26
"""Columns that a name takes before what it means."""
COMMAND = 62
"""Columns that a command takes before what it does."""
GROUPS = {
    "scenario": "what happens: bans, quotas, price floods, closures, with or without background",
    "frameworks": "bundles of agreements and financed projects",
    "reserve": "what is bought, when, and when it is released",
    "model": "how markets behave",
    "world": "the facts of day 0",
    "study": "how many futures, which arms, when to stop",
    "execution": "on how many processes, or on a cluster",
}
"""Groups in the order a reader needs them; ``task`` comes first of all."""
COMMANDS = {
    "python -m sim": "the headline study, all minerals: minutes",
    "python -m sim scenario=gallium_ban_us minerals=[gallium] study.futures=25": "a small one: seconds",
    "python -m sim scenario=drc_cobalt frameworks=none reserve=none": "no policy at all",
    "python -m sim reserve.sizing.days=90 study.seed=2": "any key of any group",
    "python -m sim -m scenario='glob(gallium*)' reserve=none,vault": "a sweep: a cell per combination",
    "python -m sim study.futures=5000 study.stop.kind=precision": "until the means are known to 5 %",
    "python -m sim resume=<folder> study.futures=1000": "go on, or make it larger",
    "python -m sim task=explain task.results=<folder> task.future=0": "why one future went short",
    "python -m sim task=report task.results=<folder>": "one page for others to read",
    "python -m sim task=world minerals=[gallium]": "what the model believes about day 0",
}
KEYS = """\
  Any key of a group: group.key=value. Lists in brackets: minerals=[gallium,cobalt]. Quotes keep the
  shell away: 'frameworks.instruments={}'. Above the groups: minerals=all, results_dir=results,
  verbosity=normal or quiet, resume=<folder> or latest.
  --cfg job prints the whole configuration that a command line composes, and runs nothing.
  --config-dir my adds a folder of your own: scenario=mine then reads my/scenario/mine.yaml."""
ENDING = """\
Exit codes: 0 done; 1 some runs failed (recorded, the rest kept); 2 the request was wrong, and one
message says which key, which value and what is allowed; 130 interrupted.
Completion with Tab for bash: eval "$(vaultsim -sc install=bash)"; fish and zsh likewise."""


def manual(folder: Path) -> str:
    """Return the help text.

    Parameters
    ----------
    folder : Path
        Of the configuration files; what an option is stands in its file's first comment.
    """
    blocks = [
        "vaultsim: how many shortfall days the United States suffers, mineral by mineral, under export\n"
        "bans and price coercion, with and without frameworks and a reserve.\n\n"
        "Usage: python -m sim [group=option] [key=value] ...        (or: vaultsim ...)",
        "Tasks (task=NAME; task=run unless said otherwise)\n" + _options(folder / "task"),
        "Ten commands\n" + "\n".join(_command(text, means) for text, means in COMMANDS.items()),
        *(f"{group}={'NAME':<6} {means}\n{_options(folder / group)}" for group, means in GROUPS.items()),
        f"Keys\n{KEYS}\n  The files that come along: {folder}",
        ENDING,
    ]
    return "\n\n".join(blocks) + "\n"


def _options(folder: Path) -> str:
    """Return one line per file, and the names in each folder below."""
    lines = [_entry(file.stem, _first_comment(file)) for file in sorted(folder.glob("*.yaml"))]
    for below in sorted(path for path in folder.iterdir() if path.is_dir()):
        names = ", ".join(file.stem for file in sorted(below.glob("*.yaml")))
        lines.append(
            textwrap.fill(f"{below.name}/: {names}", WIDTH, initial_indent="  ", subsequent_indent="    ")
        )
    return "\n".join(lines)


def _first_comment(file: Path) -> str:
    """Return the first sentence of the comment at the head of a file."""
    words = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        words.append(line.removeprefix("#").strip())
    return " ".join(words).split(". ")[0].removesuffix(".")


def _entry(name: str, means: str) -> str:
    """Return a name and what it means, broken at the width."""
    return textwrap.fill(means, WIDTH, initial_indent=f"  {name:<{NAME}}", subsequent_indent=" " * (NAME + 2))


def _command(text: str, means: str) -> str:
    """Return a command and what it does, below it where both do not fit."""
    beside = f"  {text:<{COMMAND}} # {means}"
    return beside if len(text) <= COMMAND and len(beside) <= WIDTH else f"  {text}\n      # {means}"
