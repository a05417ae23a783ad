"""The plain-text report names what a reader must know."""

from sim.world.load import load_world
from sim.world.report import world_report


def test_the_report_names_shares_demand_adjustments_and_soft_numbers():
    text = world_report(load_world(minerals=["gallium", "lithium"]))
    for expected in (
        "CHN 99.0%",
        "HHI 9,804",
        "US demand  18.25 t/yr",
        "cover 62 d",
        "402,000 USD/t",
        "adjusted   6 numbers",
        "recalled: ",
        "judgement: ",
        "estimated: refine output of CHN",
        "thacker_pass, United States",
    ):
        assert expected in text
