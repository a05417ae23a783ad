"""Where a setting came from, and the one message about a setting that is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sim.errors import InputError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

# What pydantic calls an error -> what the user may write instead.
ALLOWED = {
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "string_type": "a text",
    "tuple_type": "a list such as [a,b]",
    "list_type": "a list such as [a,b]",
    "dict_type": "a mapping such as {{a: 1}}",
    "model_type": "a mapping of its keys",
    "model_attributes_type": "a mapping of its keys",
    "none_required": "null",
    "missing": "a value: the key is required",
    "literal_error": "{expected}",
    "union_tag_not_found": "a mapping with the key kind",
    "greater_than_equal": "at least {ge}",
    "greater_than": "more than {gt}",
    "less_than_equal": "at most {le}",
    "less_than": "less than {lt}",
    "too_short": "a list of {min_length} or more",
    "string_too_short": "a text of {min_length} or more characters",
    "string_pattern_mismatch": "a text of the form {pattern}",
}


@dataclass(frozen=True)
class Origin:
    """Where the values of one configuration came from.

    Parameters
    ----------
    overrides : tuple of str
        What the command line set, as ``key=value``.
    choices : mapping of str to str
        Chosen option per group, e.g. ``scenario`` -> ``none`` or
        ``instrument@frameworks.instruments.wagerup`` -> ``wagerup``.
    file : str
        Where keys outside every group stand.
    """

    overrides: tuple[str, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    file: str = "scenarios/config.yaml"

    def of(self, key: str) -> str:
        """Return the command-line argument or the file that set a dotted key."""
        for override in reversed(self.overrides):
            name = override_key(override)
            if name not in self.choices and (within(key, name) or within(name, key)):
                return f"command line: {override.lstrip('+')}"
        longest, home = "", self.file
        for choice, option in self.choices.items():
            group, _, package = choice.partition("@")
            package = package or group.replace("/", ".")
            if within(key, package) and len(package) > len(longest):
                longest, home = package, f"scenarios/{group}/{option}.yaml"
        return home


def override_key(override: str) -> str:
    """Return the key of ``key=value``, without Hydra's plus signs."""
    return override.partition("=")[0].lstrip("+")


def within(key: str, parent: str) -> bool:
    """Say whether a dotted key is the parent or lies below it."""
    return key == parent or key.startswith(f"{parent}.")


def listed(names: Iterable[object], wrong: str = "") -> str:
    """Return names as words, with the one closest to a wrong one."""
    texts = [str(name) for name in names]
    close = get_close_matches(wrong, texts, n=1, cutoff=0.6)
    return ", ".join(texts) + (f" (did you mean {close[0]}?)" if close else "")


def as_input_error(error: ValidationError, values: Mapping[str, Any], origin: Origin) -> InputError:
    """Turn the first faulty key of a pydantic error into the one message the user sees.

    A misspelt key comes before the key that is therefore missing; what the members of a union
    say about one value is told together.

    Parameters
    ----------
    error : ValidationError
        Of a model made from ``values``.
    values : mapping
        The settings, nested.
    origin : Origin
        Of the settings.
    """
    faults = sorted(error.errors(include_url=False), key=lambda fault: fault["type"] != "extra_forbidden")
    first = faults[0]
    cause = first.get("ctx", {}).get("error")
    if isinstance(cause, InputError):
        return InputError(cause.key, cause.value, origin.of(cause.key), cause.allowed)
    key, value = _locate(first, values)
    if first["type"] == "union_tag_invalid":
        key, value = f"{key}.kind", first["ctx"]["tag"]
        allowed = f"one of: {first['ctx']['expected_tags']}"
    elif first["type"] == "extra_forbidden":
        allowed = f"no such key here; keys: {_known_beside(key, faults, values)}"
    else:
        same = [fault for fault in faults if _locate(fault, values)[0] == key]
        allowed = " or ".join(dict.fromkeys(map(_allowed, same)))
    return InputError(key, value, origin.of(key), allowed)


def _allowed(fault: ErrorDetails) -> str:
    """Return what a fault asks for, in words."""
    if fault["type"] in ALLOWED:
        return ALLOWED[fault["type"]].format(**fault.get("ctx", {}))
    return fault["msg"].removeprefix("Value error, ").removeprefix("Input should be ")


def _locate(fault: ErrorDetails, values: object) -> tuple[str, object]:
    """Return the dotted key of a fault, without pydantic's names of union members, and its value."""
    parts: list[str] = []
    tagged: object = None
    for part in fault["loc"]:
        if isinstance(values, Mapping) and values is not tagged and values.get("kind") == part:
            # the chosen member of a union, which may be called like one of its keys
            tagged = values
            continue
        found = _item(values, part)
        if found is not None:
            values = found[0]
        elif fault["type"] == "missing" and part == fault["loc"][-1]:
            values = None
        else:
            continue
        parts.append(str(part))
    return ".".join(parts), values


def _item(values: object, part: int | str) -> tuple[object] | None:
    """Return the item of a mapping or list under a part of a location, None if it has no such item."""
    if isinstance(values, Mapping) and part in values:
        return (values[part],)
    if isinstance(values, list) and isinstance(part, int):
        return (values[part],)
    return None


def _known_beside(key: str, faults: Sequence[ErrorDetails], values: Mapping[str, Any]) -> str:
    """Return the keys that may stand beside an unknown one: the good ones there, and those missing."""
    parent, _, name = key.rpartition(".")
    located = [(fault["type"], *_locate(fault, values)[0].rpartition(".")) for fault in faults]
    beside = [(kind, other) for kind, level, _, other in located if level == parent]
    unknown = [other for kind, other in beside if kind == "extra_forbidden"]
    here: Any = values
    for part in filter(None, parent.split(".")):
        here = here[int(part)] if isinstance(here, list) else here[part]
    good = [str(other) for other in here if other not in unknown]
    return listed(good + [other for kind, other in beside if kind == "missing"], name)
