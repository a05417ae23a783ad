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
# # One crisis, day by day
#
# Means over hundreds of futures say how bad it gets, not why. This notebook takes one future of a small
# study, lives it again from its seed, and follows one shortage from the decree to the last short day.

# %%
# %matplotlib inline
import tempfile

from IPython.display import display

import sim

folder = tempfile.mkdtemp()
results = sim.run_study(
    "scenario=china_export_bans", "minerals=[gallium]", "study.futures=12", f"results_dir={folder}"
)

# %% [markdown]
# ## Which future?
#
# The one that loses most days without any policy.

# %%
lost = results.outcomes.query("arm == 'without' and mineral == 'gallium' and sector == 'all'")
lost = lost.set_index("future")[
    ["shortfall_days", "equivalent_days", "price_lost_days", "first_day", "peak_price"]
]
worst = int(lost["equivalent_days"].idxmax())
display(lost.sort_values("equivalent_days", ascending=False).head())

# %% [markdown]
# ## Why did gallium run short?
#
# The run is lived again and must give the stored numbers to the last bit. Then the chain of causes is read
# off: which supplier sent less, which event stopped it, how long stock and cargo lasted, what the reserve
# gave, what ended it.

# %%
without = sim.explain(results, future=worst, arm="without", mineral="gallium")
print(without.text)

# %% [markdown]
# Shaded: the events behind the shortage. Price and orders move first, cargo under way runs out next, then
# stock; unmet demand comes last.

# %%
display(without.figure())

# %% [markdown]
# ## The same future with the frameworks and the reserve
#
# Nothing exogenous differs: the same decrees on the same days. What differs is what the policies did.

# %%
both = sim.explain(results, future=worst, arm="with", mineral="gallium")
print(both.text)

# %%
display(both.figure())

# %% [markdown]
# ## Day by day
#
# `trace()` has a row per day and actor; here the US market in the week of the first short day.

# %%
trace = without.trace()
us = trace[trace["who"] == "US market"].set_index("day")
first = int(lost.loc[worst, "first_day"]) if lost.loc[worst, "shortfall_days"] > 0 else 0
display(
    us.loc[
        max(0, first - 3) : first + 3,
        ["date", "cover_d", "pipeline_t", "price", "need_t_per_d", "unmet_t_per_d"],
    ]
)

# %%
display(without.causes.head())
