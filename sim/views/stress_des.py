"""The STRESS-DES sheet of a study: what a reader needs to judge and repeat it.

Monks, Currie, Onggo, Robinson, Kunc & Taylor (2019), *Strengthening the reporting of empirical
simulation studies*, Journal of Simulation 13(1).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sim.views.baseline import baseline_note

if TYPE_CHECKING:
    from sim.study.results import Results

SHEET = """\
# STRESS-DES sheet

## 1. Objectives

- **1.1 Purpose.** Shortfall days of the United States, mineral by mineral, under export bans or price
  coercion, with and without frameworks and a reserve.
- **1.2 Outputs.** Shortfall days (unmet above {threshold:g} of baseline demand), equivalent days,
  price-destroyed days, value of lost output, reserve cost; defined in docs/results.md. Dollars of
  {dollar_year}, discounted at {discount_rate:g} a year.
- **1.3 Experiment.** Scenario `{scenario}`; arms {arms}; minerals {minerals}.

## 2. Logic

- **2.1 Overview.** Mines, refiners, routes, markets and a reserve: discrete events decide when, a daily
  kernel moves the tonnes.
- **2.2 Time.** Day 0 is {start_date}; {horizon_d} days in daily steps. A spell that the horizon cuts is
  flagged `censored`.
- **2.3 Initial state.** {initial_state}; no warm-up is needed.

## 3. Data

- **3.1 Facts.** Tables under sim/data, each number with source, date and confidence; hash `{data}`{baseline}.
- **3.2 Behaviour.** sim/data/parameters.csv, {parameters}.
- **3.3 Assumptions.** Ban frequencies are judgement; `python -m sim task=world` lists what balancing changed.

## 4. Experimentation

- **4.1 Replications.** {futures} futures per arm, the same for every arm (common random numbers);
  {failed} runs failed.
- **4.2 Estimation.** Means with 95 % Student t intervals, paired for differences, with bootstrap-t intervals
  and Holm's correction beside them; Wilson for shares; order statistics for quantiles; Kaplan-Meier for
  recovery. {stop}{tilt}
{coinciding}
## 5. Implementation

- **5.1 Software.** vaultsim {version}, Python {python} on {system} {machine}; {packages}.
- **5.2 Random numbers.** Counter-based Philox streams keyed by seed, future, entity and purpose; seed {seed}.
- **5.3 Execution.** Up to {workers} worker(s), {wall_s:g} s in all.

## 6. Code

- **6.1 Access.** The source of this package, hash `{source}`; config.yaml in this folder repeats the study.
"""


def stress_des(results: Results) -> str:
    """Return the sheet of a study as Markdown."""
    about, manifest = results.about, results.manifest
    environment, sessions = manifest["environment"], manifest["sessions"]
    packages = {name: number for name, number in environment["packages"].items() if name != "vaultsim"}
    sampled = "sampled per future" if about["parameters"] == "sampled" else "fixed at their mode"
    return SHEET.format(
        scenario=about["scenario"],
        threshold=about["threshold"],
        arms=_listed(results.arms),
        minerals=_listed(about["minerals"]),
        start_date=about["start_date"],
        horizon_d=about["horizon_d"],
        initial_state=about["initial_state"].capitalize(),
        dollar_year=about["dollar_year"],
        discount_rate=about["discount_rate"],
        data=manifest["hashes"]["data"],
        baseline=baseline_note(about),
        parameters=sampled,
        futures=about["futures"],
        failed=len(results.failures),
        coinciding=_coinciding(results.summary),
        stop=_stop(about.get("stop", {})),
        tilt=_tilt(about.get("tilt", {})),
        version=_version(),
        python=environment["python"],
        system=environment["system"],
        machine=environment["machine"],
        packages=", ".join(f"{name} {number}" for name, number in packages.items()),
        seed=about["seed"],
        workers=max((session["workers"] for session in sessions), default=0),
        wall_s=round(sum(session["wall_s"] for session in sessions), 1),
        source=manifest["hashes"]["source"],
    )


def _listed(names: Iterable[str]) -> str:
    """Return names as words."""
    return ", ".join(f"`{name}`" for name in names)


def _coinciding(summary: Mapping[str, Any]) -> str:
    """Return a line on arms with the same numbers, if any."""
    groups = [" = ".join(group) for group in summary["coinciding"]]
    return (
        f"- **4.3 Coinciding arms.** The same numbers in every run: {'; '.join(groups)}.\n" if groups else ""
    )


def _stop(stop: Mapping[str, Any]) -> str:
    """Return how the number of futures came about."""
    if "ended_by" not in stop:
        return "The number of futures was fixed beforehand."
    return (
        f"Stopped by its {stop['ended_by']}: relative half-width of {stop['metric']} "
        f"{stop['relative_half_width']}, target {stop['target']:.4g}, looks every {stop['look']} after "
        f"{stop['pilot']} futures, budget {stop['budget']}."
    )


def _tilt(tilt: Mapping[str, Any]) -> str:
    """Return which events were sampled from another law."""
    if not tilt:
        return ""
    events = ", ".join(
        f"`{name}` (rate x {f['rate']:g}, length x {f['length']:g})" for name, f in tilt.items()
    )
    return f" Importance sampling of {events}, weighted back."


def _version() -> str:
    """Return the version of this package."""
    from sim import __version__

    return __version__
