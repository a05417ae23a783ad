"""The documentation as a site: ``python -m sphinx -W docs <folder>``."""

from __future__ import annotations

from sim import __version__

project = "vaultsim"
release = version = __version__
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
myst_heading_anchors = 3
# code and configuration are shown, not coloured by guess
highlight_language = "none"
autodoc_typehints = "none"
napoleon_google_docstring = False
html_theme = "furo"
html_title = f"vaultsim {__version__}"
html_copy_source = False
html_show_copyright = False
