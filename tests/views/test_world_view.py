"""Every number of a world is printed with where it comes from."""

from __future__ import annotations

from types import SimpleNamespace

from sim.views.world import world_facts
from sim.world.world import Adjustment, Fact


def test_facts_and_adjustments_are_grouped_by_mineral():
    world = SimpleNamespace(
        minerals=("gallium", "tin"),
        facts=(
            Fact("gallium", "US demand", 18.0, "t/yr", "derived", "USGS"),
            Fact("tin", "price", 29498.0, "USD/t", "reported", "USGS"),
        ),
        adjustments=(
            Adjustment("tin", "mine output, t/yr", 100.0, 120.0, "anchor"),
            Adjustment("tin", "import share", 0.50, 0.51, "production"),
        ),
    )
    text = world_facts(world)
    gallium, tin = text.split("== tin ==")
    assert "US demand: 18 t/yr [derived; USGS]" in gallium
    assert "! mine output, t/yr: reported 100, used 120 (anchor)" in tin
    assert "  import share: reported 0.5, used 0.51" in tin
    assert "! import share" not in tin
