"""The documentation builds as a site, without a warning."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

pytest.importorskip("sphinx")
pytest.importorskip("myst_parser")
pytest.importorskip("furo")
pytestmark = pytest.mark.functional


def test_the_site_builds_without_a_warning_and_holds_every_page(root, tmp_path):
    out = tmp_path / "site"
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", "docs", str(out)]
    command += ["-d", str(tmp_path / "doctrees")]
    built = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    pages = {page.stem for page in (root / "docs").glob("*.md")}
    assert pages <= {page.stem for page in out.glob("*.html")}
    index = (out / "index.html").read_text(encoding="utf-8")
    assert pages - {"index"} <= {
        link.removesuffix(".html") for link in re.findall(r'href="([\w-]+\.html)', index)
    }


def test_the_python_page_names_all_that_is_public(root):
    import sim

    page = (root / "docs" / "api.md").read_text(encoding="utf-8")
    assert {name for name in sim.__all__ if f"sim.{name}" not in page} == {"__version__"}
