"""The report page in a real browser: ``python -m pytest -m browser tests/browser``.

Needs the extra ``browser`` and a Chromium on the path (Debian: ``apt-get install chromium``).
"""

from __future__ import annotations

import shutil

import pytest

pytestmark = pytest.mark.browser
SMALL = ("minerals=[gallium,antimony]", "study.futures=6", "execution=serial")


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The page of a sweep over two scenarios."""
    from sim.cli import main

    out = tmp_path_factory.mktemp("sweep")
    sweep = ["-m", "scenario=china_export_bans,gallium_ban_us", *SMALL, "study.arms=factorial"]
    assert main([*sweep, f"results_dir={out}"]) == 0
    (folder,) = (out / "sweep").iterdir()
    assert main(["task=report", f"task.results={folder}"]) == 0
    return (folder / "report.html").as_uri()


@pytest.fixture(scope="module")
def browser():
    """A headless Chromium of the system."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.fail("no Chromium on the path")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program)
        yield launched
        launched.close()


@pytest.fixture(params=["light", "dark"])
def scheme(request):
    return request.param


@pytest.fixture(params=[(1280, 900), (390, 844)], ids=["desktop", "phone"])
def page(browser, address, scheme, request):
    """The page, opened offline; anything it complains about fails the test."""
    width, height = request.param
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, offline=True
    )
    opened, complaints = context.new_page(), []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("requestfailed", lambda request: complaints.append(request.url))
    opened.goto(address)
    yield opened
    context.close()
    assert complaints == []


def curves(page):
    """Return the courses of all lines of the two interactive figures."""
    return [line.get_attribute("d") for line in page.locator(".chart path.line").all()]


def test_choosing_a_mineral_changes_figures_and_map(page):
    before, shown = curves(page), page.locator("#map img:visible").get_attribute("alt")
    assert before
    other = "antimony" if page.locator("#mineral").input_value() == "gallium" else "gallium"
    page.select_option("#mineral", other)
    assert curves(page) != before
    assert page.locator("#map img:visible").count() == 1
    assert page.locator("#map img:visible").get_attribute("alt") != shown


def test_choosing_a_scenario_changes_question_table_and_figures(page):
    before = curves(page)
    assert "china_export_bans" in page.locator("h1:visible").inner_text()
    table = page.locator("#headline table:visible").first.inner_text()
    page.select_option("#study", "1")
    assert "gallium_ban_us" in page.locator("h1:visible").inner_text()
    assert page.locator("#headline table:visible").first.inner_text() != table
    assert curves(page) != before


def test_choosing_what_is_shown_over_time_changes_the_figure(page):
    before = page.locator("#time .chart path.line").first.get_attribute("d")
    page.select_option("#column", "price")
    assert page.locator("#time .chart path.line").first.get_attribute("d") != before


def test_pointing_and_the_slider_read_the_curve_off(page):
    slider, output = page.locator("#tail input"), page.locator("#tail output")
    first = output.inner_text()
    slider.fill("900")
    assert output.inner_text() != first
    slid = output.inner_text()
    box = page.locator("#tail .chart svg").bounding_box()
    page.locator("#tail .chart svg").scroll_into_view_if_needed()
    page.locator("#tail .chart svg").hover(position={"x": box["width"] * 0.3, "y": box["height"] * 0.5})
    assert output.inner_text() != slid


def test_every_image_and_table_is_there(page):
    page.select_option("#mineral", "gallium")
    assert page.locator("#map img:visible").evaluate("image => image.complete && image.naturalWidth > 1000")
    assert page.locator("#figures svg:visible").count() == 2
    assert page.locator("#headline table:visible").count() == 2
    page.locator("#assumed summary").click()
    rows = page.locator("#facts tbody tr:visible")
    everything = rows.count()
    page.fill("#filter", "gallium")
    assert 0 < rows.count() < everything


def test_the_page_is_no_wider_than_the_window(page):
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_axe_finds_nothing(page):
    from axe_playwright_python.sync_playwright import Axe

    for summary in page.locator("summary").all():
        summary.click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_it_prints_everything(page):
    paper = page.pdf(format="A4")
    assert paper.startswith(b"%PDF")
    assert paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") >= 3
