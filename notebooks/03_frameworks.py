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
# # Who brings the benefit
#
# Dozens of agreements, financed projects, price floors and a reserve act at once. What does each of them
# change, what does it cost, and which of them do the same thing twice?
#
# This notebook splits the difference between the world without and with them by *Shapley value*: what
# somebody adds, averaged over all orders in which they could have joined. One mineral and five futures
# are enough to see how it works, far too few to conclude anything.

# %%
# %matplotlib inline
import os
from pathlib import Path

from IPython.display import display

import sim

root = next(folder for folder in (Path.cwd(), *Path.cwd().parents) if (folder / "scenarios").is_dir())
here = f"results_dir={os.path.relpath(root / 'results')}"
small = ("minerals=[gallium]", "study.futures=5", here)

# %% [markdown]
# ## Groups and the reserve
#
# Mechanisms of one kind form a group. All combinations are lived, each through the same futures, so the
# shares are exact for these futures and sum to the total; the intervals are over futures.

# %%
groups = sim.attribute(*small)
print(groups.text)

# %%
figures = groups.figures()
display(figures["waterfall"])

# %% [markdown]
# ## Substitutes and complements
#
# Below zero, two add less together than each alone: one of them would do. Above zero each makes the other
# worth more. Grey cells could be either.

# %%
display(figures["interactions"])

# %% [markdown]
# ## What it costs
#
# `public_usd` is what states pay: support of prices and the net cost of the reserve, less duties. At a
# floor the buyers pay, and that is no public money. A cost per day stands only where both are clearly
# above zero.

# %%
columns = ["player", "public_usd", "public_low", "public_high", "floor_usd", "firm_usd", "public_usd_per_day"]
display(groups.costs[columns].round(0))

# %% [markdown]
# ## One by one
#
# Every instrument alone is a player: too many for all combinations, so orders of joining are sampled, and
# `order_error` says what that leaves open. Without a reserve an arm only lives the minerals it changes.

# %%
single = sim.attribute(*small, "task.by=instrument", "task.orders=8", "reserve=none")
display(single.figures()["waterfall"])

# %% [markdown]
# `alone` is what an instrument adds to nothing, `last` what it adds to all others: where `last` is much
# smaller, others do the same.

# %%
days = single.shares.query("measure == 'combined_days_avoided' and mineral == 'gallium' and value != 0")
display(days[["player", "value", "ci_low", "ci_high", "order_error", "alone", "last"]].round(1))

# %% [markdown]
# ## Going on
#
# `docs/frameworks.md` holds the same for the headline study and a price flood, item by item. Ask it of a
# scenario of your own: `sim.attribute("scenario=flood_then_ban", ...)`.
