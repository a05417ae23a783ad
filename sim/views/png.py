"""Figures as small pictures: a page with many of them stays light."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

COLOURS = 256


def write_small_png(figure: Figure, path: Path, dpi: int, description: str) -> None:
    """Write a figure as PNG with a palette, about a third of the usual size.

    Parameters
    ----------
    figure : Figure
    path : Path
    dpi : int
        Pixels per inch.
    description : str
        Carried inside the file as its ``Description``, so that a copy can be held against its numbers.
    """
    figure.set_dpi(dpi)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    told = PngInfo()
    told.add_itxt("Description", description)
    pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    picture = Image.fromarray(pixels).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True, pnginfo=told)
