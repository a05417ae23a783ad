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
# # Reserve policies
#
# Which minerals, how much of each, for how much money, and is a reserve worth it at all? Policies live
# through the same futures as the arm `none`, which has no reserve and may win.
#
# The study below is small, so that it runs in a minute: one mineral, three policies, eight futures of three
# years. It shows the tables and figures; eight futures conclude nothing. The full one is
# `python -m sim task=sizing frameworks=none` (docs/reserve.md).

# %%
# %matplotlib inline
import os
from pathlib import Path

from IPython.display import display

import sim

root = next(folder for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "scenarios").is_dir())


def policy(sizing, release="null"):
    """Return a policy as the command line takes it."""
    return f"{{sizing: {sizing}, buying: null, release: {release}}}"


bans = "{hazard: china-licensing-per-mineral, origin: CHN, rate_per_year: null, severity: null}"
policies = {
    "days_60": policy("{kind: days_of_cover, days: 60.0, other_days: {}}"),
    "equal_money": policy(f"{{kind: budget_share, by: equal, bans: {bans}}}"),
    "marginal_benefit": policy(f"{{kind: marginal_benefit, bans: {bans}}}"),
}
chosen = ", ".join(f"{name}: {text}" for name, text in policies.items())
found = sim.sizing(
    "minerals=[gallium]",
    "frameworks=none",
    "study.futures=8",
    "study.horizon_d=1095",
    f"task.policies={{{chosen}}}",
    "task.budgets_usd=[3e6,3e7]",
    "task.scenarios=[background]",
    "task.scenario_futures=2",
    "task.search.covers_d=[60.0,480.0]",
    "task.search.futures=4",
    "task.search.scenario_futures=2",
    "task.search.game.lengths_d=[360]",
    f"results_dir={os.path.relpath(root / 'results')}",
)
print(found.text)

# %% [markdown]
# ## Does more money buy more?
#
# Loss plus cost against no reserve, on the same futures. Below zero the reserve pays for itself; an interval
# that crosses zero is no evidence either way.

# %%
figures = found.figures()
display(figures["budgets"])

# %% [markdown]
# ## What safety costs
#
# A reserve may cost more than it saves on average and still be bought as insurance: the frontier sets its
# cost against the loss in the worst futures. That tail needs 2,000 futures before it means anything.

# %%
display(figures["frontier"])

# %% [markdown]
# ## Which minerals the money goes to

# %%
display(figures["allocation"])

# %% [markdown]
# ## What the wrong choice costs
#
# The frequency of bans is a judgement. Regret asks how much worse a policy does than the best one if another
# scenario comes true.

# %%
display(figures["regret"])

# %% [markdown]
# ## The formula against the best mix
#
# Three measures of the same mixes: by curves measured on other simulated futures, against the best plan of a
# dynamic programme in a stylised world, and against a coercer who strikes where it hurts most.

# %%
mixes = found.tables["search"][["arm", "target_usd", "distance_usd", "lived_total_usd"]].set_index("arm")
mixes["share_of_possible"] = found.tables["bound"].set_index("arm")["share_of_possible"]
display(mixes.join(found.tables["game"].set_index("arm")[["worst_bans", "loss_usd", "least_usd"]]))

# %% [markdown]
# ## How often must bans come?
#
# The multiple of the assumed frequency at which a reserve pays; blank where the sample cannot say that it
# avoids any loss.

# %%
columns = ["arm", "break_even_factor", "break_even_bans_per_year", "usd_per_equivalent_day_avoided"]
display(found.tables["sizing"][columns].set_index("arm"))
