"""Previews of the default world: nothing moves without events, a total ban stops all exports."""

import pytest

from sim.analysis.preview import preview, preview_measures, preview_series, short_days
from sim.futures.scenario import ScenarioSpec
from sim.study.spec import StudySpec
from tests.helpers.worlds import default_world, group, model

pytestmark = pytest.mark.functional


def seen(raw):
    study = StudySpec.model_validate(group("study/default") | {"horizon_d": 1095})
    world = default_world("gallium")
    return preview(world, ScenarioSpec.model_validate(raw), model("default"), study, "gallium", "USA")


def total_ban(severity):
    raw = group("scenario/gallium_ban_all")
    zero = {"kind": "fixed", "value": 0.0}
    raw["events"]["gallium"] |= {"smuggling": zero, "severity": {"kind": "fixed", "value": severity}}
    return raw


def test_nothing_happens_without_events():
    quiet = seen(group("scenario/none"))
    measures = preview_measures(preview_series(quiet))
    assert measures["least"].to_numpy() == pytest.approx(1.0, abs=1e-9)
    assert measures["most"].to_numpy() == pytest.approx(1.0, abs=1e-9)
    assert measures["usual"].iloc[0] > 0.0
    assert len(short_days(quiet)) == 0


@pytest.mark.parametrize("severity", [0.4, 1.0])
def test_the_hole_is_as_deep_as_the_ban_is_severe(severity):
    series = preview_series(seen(total_ban(severity)))
    exports = series[series["what"] == "exports"].set_index("day")
    share = exports["value"] / exports["undisturbed"]
    assert share.loc[300:364].to_numpy() == pytest.approx(1.0, abs=1e-9)
    assert share.loc[365:380].max() == pytest.approx(1.0 - severity, abs=1e-6)
    assert share.loc[365:729].min() <= 1.0 - severity + 1e-6


def test_hazards_beside_the_events_stay_in_both_futures():
    raw = total_ban(1.0) | {"background": True}
    run = seen(raw)
    assert [event.id for event in run.events] == ["gallium/0"]
    assert set(run.calm.future.events) == set(run.eventful.future.events) - set(run.events)
