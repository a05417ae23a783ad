# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Your own scenario, your own mineral
#
# Options of your own go into a folder shaped like `scenarios/`. Nothing in the package is changed.

# %%
# %matplotlib inline
import csv
import tempfile
from pathlib import Path

from IPython.display import display

import sim

work = Path(tempfile.mkdtemp())
small = ("study.futures=12", f"results_dir={work / 'results'}")

# %% [markdown]
# ## A scenario
#
# China stops germanium instead of gallium, for 200 days from the second year on. The file says what differs
# from a shipped one.

# %%
(work / "my" / "scenario").mkdir(parents=True)
(work / "my" / "scenario" / "germanium_stop.yaml").write_text("""\
# China stops all germanium exports to the United States for 200 days, and nothing else happens.
defaults:
  - gallium_ban_us
  - _self_
name: germanium_stop
events:
  gallium:
    minerals: [germanium]
    duration: {value: 200}
""")
stop = sim.run_study("scenario=germanium_stop", "minerals=[germanium]", *small, config_dir=work / "my")
print(sim.headline(stop))

# %%
display(sim.draw_figures(stop)["fan"])

# %% [markdown]
# ## Against another scenario
#
# Any key can be set without a file. The same stop, 500 days long: scenarios share all draws, so future by
# future they compare.

# %%
longer = sim.run_study(
    "scenario=germanium_stop", "scenario.events.gallium.duration.value=500", "minerals=[germanium]", *small,
    config_dir=work / "my",
)  # fmt: skip
days = {
    name: study.outcomes.query("sector == 'all' and mineral == 'germanium'").groupby("arm", sort=False)[
        ["shortfall_days", "equivalent_days", "price_lost_days"]
    ].mean()
    for name, study in {"200 days": stop, "500 days": longer}.items()
}  # fmt: skip
for name, table in days.items():
    print(name)
    display(table)

# %%
display(sim.draw_figures(longer)["paired"])

# %% [markdown]
# ## A mineral
#
# A mineral is rows in the tables. Start from one much like it, here tin for bismuth, and replace number
# after number; every number that is still borrowed says `judgement`. `docs/extending.md` explains the
# steps.

# %%
like, key = "tin", "bismuth"
own = work / "tables"
own.mkdir()
for file in sorted((Path(sim.__file__).parent / "data").glob("*.csv")):
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    column = "scope" if file.stem == "parameters" else "mineral"
    copied = [row for row in rows if like in row.get(column, "").split(";")]
    if not copied or file.stem.startswith(("episode", "plants", "projects")):
        continue  # these name things of tin's own
    for row in copied:
        named = {name: key if text == like else text for name, text in row.items()}
        grade = "basis" if column == "scope" else "confidence"
        named |= {column: key, grade: "judgement", "source": f"as for {like}"}
        if file.stem == "production" and named["country"] == "CHN":
            named["output_t_per_year"] = 2 * float(named["output_t_per_year"])  # more concentrated than tin
        rows.append(named)
    with (own / file.name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)

world = sim.load_world(sim.configure(f"world.tables={own}").world, [like, key])
display(sim.draw_map(world, key))

# %% [markdown]
# What does the heavier weight of China mean when it stops both for the second year?

# %%
results = sim.run_study(
    f"world.tables={own}", "minerals=[tin,bismuth]", "scenario=gallium_ban_all",
    "scenario.events.gallium.minerals=[tin,bismuth]", "frameworks=none",
    "study.arms=single", "reserve=none", *small,
)  # fmt: skip
print(sim.headline(results))
