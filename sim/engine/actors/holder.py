"""Holders of US commercial stock: their cover differs, so the first runs dry long before the last."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri

from sim.engine.actors.context import Context
from sim.futures.streams import uniform_rows


def stock_holders(context: Context) -> None:
    """Draw the days of cover of every holder and stock it up to them.

    Lognormal with the spread ``holder_cover_sigma``, keyed by mineral, sector and membership, so that no arm
    and no other mineral changes a draw. What the holders of a mineral hold together is reported: their
    covers are scaled to its mean.
    """
    spec, world, tables = context.model.holders, context.world, context.tables
    sigma = context.read("holder_cover_sigma", spec.cover_sigma, spec.enabled)
    if not sigma.any():
        return
    sectors, rows = world.sectors, slice(0, len(world.sectors.name))
    names = [
        f"holder/{world.minerals[m]}/{name}/{'member' if member else 'other'}"
        for m, name, member in zip(sectors.mineral.tolist(), sectors.name, sectors.member, strict=True)
    ]
    u = uniform_rows(context.future.seed, context.future.id, names, "cover", 1)[:, 0]
    factor = np.exp(sigma[sectors.mineral] * ndtri(np.clip(u, 1e-12, 1.0 - 1e-12)))
    factor /= np.bincount(sectors.mineral, factor * sectors.share)[sectors.mineral]
    us = tables.minerals["us"]
    holders, buyers = tables.tallies[rows], tables.customers
    holders["cover"] *= factor
    holders["stock"] *= factor
    buyers["stock"][us] = np.bincount(sectors.mineral, holders["stock"], len(us))
