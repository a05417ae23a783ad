"""Every wrong request: exit code 2, one message that names key, value, origin and what is allowed."""

from __future__ import annotations

import pytest

from sim.cli import main

COMMAND_LINE = "command line: "
# argument, key, value, where, words that tell what is allowed
CASES = [
    ("study.futurs=1", "study.futurs", "1", None, ["no such key", "did you mean futures?"]),
    ("studdy.futures=1", "studdy.futures", "1", None, ["did you mean study?"]),
    ("scenaro=none", "scenaro", "none", None, ["did you mean scenario?"]),
    ("study.seed.low=1", "study.seed.low", "1", None, ["study.seed holds a single value"]),
    ("hydra.sweep.dri=here", "hydra.sweep.dri", "here", None, ["did you mean dir?"]),
    ("study.futures=many", "study.futures", "many", None, ["a whole number"]),
    ("study.futures=2.5", "study.futures", "2.5", None, ["a whole number"]),
    ('study.futures="5"', "study.futures", "5", None, ["a whole number"]),
    ("study.futures=", "study.futures", '""', None, ["a whole number"]),
    ("study.futures=null", "study.futures", "null", None, ["a whole number"]),
    ("study.futures=0", "study.futures", "0", None, ["at least 1"]),
    ("study.threshold=1.5", "study.threshold", "1.5", None, ["less than 1"]),
    ("world.tables=nowhere", "world.tables", "nowhere", None, ["null", "production.csv"]),
    ("world.tables=", "world.tables", '""', None, ["1 or more characters"]),
    ("study.arms=both", "study.arms", "both", None, ["'factorial' or 'single'"]),
    ("reserve.initial_fill=2", "reserve.initial_fill", "2", None, ["at most 1"]),
    ("reserve.name=with", "reserve.name", "with", None, ["frameworks"]),
    ("execution.workers=0", "execution.workers", "0", None, ["at least 1"]),
    ("results_dir=null", "results_dir", "null", None, ["a text"]),
    ("world.start_date=2027-13-01", "world.start_date", "2027-13-01", None, ["date"]),
    ("minerals=gallium", "minerals", "gallium", None, ["'all' or a list"]),
    ("minerals=[]", "minerals", "[]", None, ["'all' or a list"]),
    ("minerals=[galium]", "minerals", "galium", None, ["gallium"]),
    ("minerals=[tin,tin]", "minerals", '["tin", "tin"]', None, ["each mineral once"]),
    ("scenario=gallium", "scenario", "gallium", None, ["did you mean gallium_", "none"]),
    ("world=tiny/s4", "world", "tiny/s4", None, ["did you mean tiny/s04?"]),
    ("task=rum", "task", "rum", None, ["did you mean run?"]),
    ("study=5", "study", "5", None, ["one of: default"]),
    ("study={futures:3}", "study", "{futures:3}", None, ["one of: default"]),
    ("study=null", "study", "null", None, ["one of: default"]),
    ("study.futures=2,3", "study.futures", "2,3", None, ["one value", "-m", "brackets"]),
    ("study.futures=range(3)", "study.futures", "range(3)", None, ["one value"]),
    ("minerals=gallium,tin", "minerals", "gallium,tin", None, ["a list needs brackets"]),
    ("+study.futures=5", "study.futures", "5", None, ["never added", "set study.futures=VALUE"]),
    ("++study.futures=5", "study.futures", "5", None, ["never added", "set study.futures=VALUE"]),
    ("+frameworks.instruments.new={}", "frameworks.instruments.new", "{}", None, ["never added", "wagerup"]),
    ("+instrument@frameworks.instruments.x=wagerup", None, "wagerup", None, ["never added"]),
    ("~study.seed", "~study.seed", '""', None, ["never deleted"]),
    ("gallium", "gallium", '""', None, ["key=value"]),
    ("results_dir=[a", "results_dir", "[a", None, ["key=value", "quote"]),
    (
        "study.horizon_d=${study.hours}",
        "study.horizon_d",
        "${study.hours}",
        None,
        ["study.hours", "not found"],
    ),
    ("resume=nowhere", "resume", "nowhere", None, ["config.yaml"]),
    ("scenario.events.decrees_us=3", "scenario.events.decrees_us", "3", None, ["a mapping"]),
    (
        "scenario.events.decrees_us.kind=bann",
        "scenario.events.decrees_us.kind",
        "bann",
        None,
        ["'export_ban'"],
    ),
    ("scenario.events.decrees_us.origin=XYZ", "scenario.events.decrees_us.origin", "XYZ", None, ["CHN"]),
    ("scenario.events.decrees_us.destinations=[MARS]", None, "MARS", None, ["USA", "JPN"]),
    ("scenario.events.decrees_us.hazard=storm", None, "storm", None, ["china-ban-us"]),
    ("scenario.events.decrees_us.minerals=[unobtainium]", None, "unobtainium", None, ["gallium"]),
    (
        "scenario.events.decrees_us.duration={kind:fixed,valu:3}",
        "scenario.events.decrees_us.duration.valu",
        "3",
        None,
        ["did you mean value?"],
    ),
    (
        "scenario.events.decrees_us.severity={kind:fixed,value:1.5}",
        "scenario.events.decrees_us.severity",
        None,
        None,
        ["fixed, empirical or triangular"],
    ),
    (
        "scenario.events.decrees_us={_target_:os.system}",
        "scenario.events.decrees_us._target_",
        "os.system",
        None,
        ["no _target_"],
    ),
    ("frameworks.instruments.wagerup.projects=[wag]", None, "wag", None, ["wagerup"]),
    ("frameworks.instruments.drc_copper.supplier=XYZ", None, "XYZ", None, ["COD"]),
    ("frameworks.instruments.drc_copper.mineral=cupper", None, "cupper", None, ["copper"]),
    ("frameworks.instruments.drc_copper.row=cod.x", None, "cod.x", None, ["cod.cu_redirect_t"]),
]


def message(captured: pytest.CaptureFixture[str]) -> dict[str, str]:
    """Return the parts of the one message on standard error."""
    out, err = captured.readouterr()
    assert out == ""
    assert "Traceback" not in err
    head, where, allowed = err.splitlines()
    key, _, value = head.removeprefix("error: ").partition(" = ")
    return {
        "key": key,
        "value": value,
        "where": where.removeprefix("  where: "),
        "allowed": allowed.removeprefix("  allowed: "),
    }


@pytest.mark.parametrize(
    ("argument", "key", "value", "where", "allowed"), CASES, ids=[case[0] for case in CASES]
)
def test_wrong_argument(argument, key, value, where, allowed, elsewhere, capsys):
    assert main([argument]) == 2
    told = message(capsys)
    assert told["key"] == (key or argument.partition("=")[0].lstrip("+"))
    assert value is None or told["value"] == value
    assert told["where"] == (where or COMMAND_LINE + argument)
    for words in allowed:
        assert words in told["allowed"]
    assert list(elsewhere.iterdir()) == []


def test_the_keys_named_are_those_of_the_chosen_files(elsewhere, capsys):
    assert main(["scenario=gallium_ban_us", "scenario.events.galium.minerals=[tin]"]) == 2
    assert message(capsys)["allowed"].endswith("keys of scenario.events: gallium (did you mean gallium?)")


@pytest.mark.parametrize(
    ("arguments", "key", "value", "allowed"),
    [
        (["task=n1", "task.horizon_d=0"], "task.horizon_d", "0", "more than 0"),
        (["task=n1", "task.horizon_d=soon"], "task.horizon_d", "soon", "a whole number"),
        (["task=closure", "task.places=[sues]"], "task.places", "sues", "suez"),
        (["task=closure", "task.places=[cape]"], "task.places", "cape", "panama"),
        (["task=closure", "task.days=0"], "task.days", "0", "more than 0"),
        (["task=n1", "minerals=[galium]"], "minerals", "galium", "gallium"),
        (["task=world", "task.map=galium"], "task.map", "galium", "gallium"),
        (["task=world", "task.map=tin", "minerals=[gallium]"], "task.map", "tin", "gallium"),
    ],
)
def test_a_wrong_request_of_another_task(arguments, key, value, allowed, elsewhere, capsys):
    assert main(arguments) == 2
    told = message(capsys)
    assert (told["key"], told["value"]) == (key, value)
    assert allowed in told["allowed"]
    assert list(elsewhere.iterdir()) == []


def test_a_wrong_option_in_a_sweep(elsewhere, capsys):
    assert main(["-m", "scenario=none,gallium_ban"]) == 2
    told = message(capsys)
    assert told["where"] == "command line: scenario=none,gallium_ban"
    assert "did you mean gallium_ban" in told["allowed"]


def test_a_scenario_that_can_hit_nothing_loaded(elsewhere, capsys):
    assert main(["scenario=gallium_ban_us", "minerals=[copper]"]) == 2
    told = message(capsys)
    assert told["key"] == "scenario.events.gallium.minerals"
    assert told["where"] == "scenarios/scenario/gallium_ban_us.yaml"
    assert "copper" in told["allowed"]
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "key", "where"),
    [
        ("name: mine\ninstrumnets: {}\n", "frameworks.instrumnets", "scenarios/frameworks/mine.yaml"),
        ("name: mine\ninstruments: {a: {_target_: os.system}}\n", "frameworks.instruments.a._target_", None),
        ("name: mine\ninstruments: {a: [\n", "YAML", "mine.yaml, line 3"),
        ("defaults: [nothing]\nname: mine\n", "frameworks", "a defaults list"),
    ],
)
def test_wrong_file_of_the_user(text, key, where, elsewhere, capsys):
    (elsewhere / "own" / "frameworks").mkdir(parents=True)
    (elsewhere / "own" / "frameworks" / "mine.yaml").write_text(text)
    assert main(["--config-dir", "own", "frameworks=mine"]) == 2
    told = message(capsys)
    assert told["key"] == key
    assert told["where"] == (where or "scenarios/frameworks/mine.yaml")


def test_a_missing_config_dir(elsewhere, capsys):
    assert main(["--config-dir", "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_one_wrong_cell_does_not_end_a_sweep(elsewhere, capsys):
    cells = ["-m", "task=world", "minerals=[tin],[tine],[tin]"]
    assert main(cells) == 1
    out, err = capsys.readouterr()
    assert out.count("World default") == 2
    assert "error: minerals = tine" in err


def test_an_unknown_flag_stops_with_usage(elsewhere, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["--futures", "3"])
    assert stop.value.code == 2
    assert "usage: vaultsim" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "text", "key", "allowed"),
    [
        ("prodction.csv", "a\n1\n", "world.tables", "production.csv"),
        ("minerals.csv", "mineral\ntin\n", "minerals.csv:2:", "exactly the columns"),
    ],
)
def test_a_wrong_table_of_the_user(name, text, key, allowed, elsewhere, capsys):
    (elsewhere / "mine").mkdir()
    (elsewhere / "mine" / name).write_text(text)
    assert main(["task=world", "world.tables=mine", "minerals=[tin]"]) == 2
    told = message(capsys)
    assert told["key"].startswith(key)
    assert told["where"] in ("command line: world.tables=mine", "mine")
    assert allowed in told["allowed"]
