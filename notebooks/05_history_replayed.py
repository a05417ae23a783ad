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
# # History replayed
#
# Would the model have told what happened? Past bans, strikes and outages are lived again, each from what was
# announced at the time, and held against prices, flows and dates that were observed. All episodes share the
# parameters of the headline study; none has one of its own.

# %%
# %matplotlib inline
import numpy as np
from IPython.display import display

import sim

test = sim.backtest("task.futures=3")
print(test.text)

# %% [markdown]
# ## Predicted against observed
#
# On the line the model is right. Bars are the 80 % band of the draws; three draws make a rough one, and
# `task.futures=100` the one that docs/validation.md reports.

# %%
display(test.figure())

# %% [markdown]
# ## The worst misses
#
# How many times too high or too low the price is. A model that is wrong by a factor of two in a crisis still
# ranks policies; read no single price off it.

# %%
prices = test.table.query("score == 'price_outside' and use == 'scored'").copy()
prices["times_off"] = np.exp(np.abs(np.log(prices["model"] / prices["observed"])))
display(
    prices.sort_values("times_off", ascending=False)[
        ["episode", "mineral", "market", "observed", "model", "times_off"]
    ].head(8)
)

# %% [markdown]
# ## Two forecasters that know nothing
#
# *Nothing happens* leaves every price where it was; the formula of partial equilibrium knows the announced
# share of world supply and two elasticities. The model has to beat both where prices moved much.

# %%
display(test.scores)

# %% [markdown]
# ## One episode from another angle
#
# Every number of the configuration can be changed: here half of what is traded is bound by contracts, not
# three quarters. What fits one crisis better may fit the others worse, which is why parameters are only
# ever judged over all of them (`task=calibrate`).

# %%
half = sim.backtest("task.futures=3", "model.contracts.share=0.5")
both = test.scores.merge(half.scores, on=["score", "of"], suffixes=("", ", half in contracts"))
display(both[["score", "of", "model", "model, half in contracts"]])

# %% [markdown]
# ## What could not be replayed
#
# Observed numbers and whole episodes that are not scored, and why.

# %%
display(test.eligible[test.eligible["why_not"] != ""])
