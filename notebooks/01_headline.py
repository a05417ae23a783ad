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
# # The headline study
#
# How many days of demand does the United States lose, mineral by mineral, under export bans, and what do
# the frameworks and a reserve change?
#
# This notebook opens the latest study under `results/run` that compares arms. If there is none, it runs a
# small one: two minerals and ten futures are enough to see the figures, far too few to conclude anything.

# %%
# %matplotlib inline
import os
from pathlib import Path

from IPython.display import display

import sim

root = next(folder for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "scenarios").is_dir())
folders = sorted(file.parent for file in (root / "results" / "run").glob("*/summary.json"))
finished = [results for results in map(sim.load_results, folders) if len(results.arms) > 1]
if finished:
    results = finished[-1]
else:
    here = os.path.relpath(root / "results")
    results = sim.run_study("minerals=[gallium,antimony]", "study.futures=10", f"results_dir={here}")
print(results.path.name)

# %% [markdown]
# ## The numbers
#
# *Shortfall days* count days with more than 1 % of demand unmet. *Equivalent days* add up the unmet share:
# a 5 % cut for a year is 365 shortfall days but 18 equivalent days. *Price* days are demand that high
# prices destroyed; they substitute for physical shortage, so compare policies on the sum.

# %%
print(sim.headline(results))

# %%
figures = sim.draw_figures(results)

# %% [markdown]
# ## Where the days are lost
#
# Minerals by arms. `without` has no policy, `with` has the frameworks and the reserve.

# %%
display(figures["heatmap"])

# %% [markdown]
# ## How bad it gets
#
# Means hide the tail. Each curve is the share of futures that lose at least so many days.

# %%
display(figures["exceedance"])

# %% [markdown]
# ## What the policies change
#
# Every arm lives the same futures, so differences are taken future by future; that narrows the intervals.
# An interval that crosses zero is no evidence of an effect. A reserve that buys in a tight market can raise
# prices: then the sum lies right of zero.

# %%
display(figures["paired"])

# %% [markdown]
# ## One mineral over time
#
# The mineral with most physical shortage without policies; `sim.draw_figures(results, "gallium")` shows
# another.

# %%
display(figures["fan"])

# %% [markdown]
# ## Going on
#
# `results.outcomes`, `.reserve`, `.series`, `.paired` and `.summary` hold every number; `docs/results.md`
# defines them.

# %%
differences = results.paired.query("metric == 'combined_days' and sector == 'all'")
display(differences[["pair", "mineral", "difference", "ci_low", "ci_high", "n"]])
