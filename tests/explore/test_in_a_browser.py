"""The room in JupyterLab: a person changes a level, makes a mistake, saves, and loads again."""

import pytest

from tests.fixtures.lab import CHROMIUM, open_page, open_room, running_lab, where_it_stands_drawn
from workbench.project import read_project
from workbench.saved_scenario import read_scenario

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here; 'make browser' installs it"),
]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """Start JupyterLab on a copy of the example, and return its folder and address."""
    with running_lab(tmp_path_factory.mktemp("lab")) as started:
        yield started


@pytest.fixture
def page():
    with open_page(height=3000) as made:
        yield made


def _turn(page, group):
    _at_once(page.locator(".wb-left").get_by_label(group, exact=True))
    if group != "Scenarios":
        page.wait_for_selector(f".wb-choices caption:text-is('{group}')")


def _look(page, step):
    _at_once(page.locator(".wb-right").get_by_label(step, exact=True))


def _press(page, words):
    _at_once(page.locator(f".wb-room button:text-is('{words}'):not(:disabled)"))


def _at_once(place):
    """Click in one step: between a focus and a key, JupyterLab may take the focus elsewhere."""
    place.evaluate("place => { place.focus(); place.click(); }")


def _faults(page):
    """Return what axe finds wrong in the room; what JupyterLab has around it is its own."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, context=".wb-room").response["violations"]
    return [(one["id"], node["html"][:200]) for one in found for node in one["nodes"]]


def _paste(page, label, text):
    page.get_by_label(label).evaluate(
        """(field, text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          field.focus();
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true,
                                                            cancelable: true }));
        }""",
        text,
    )


def test_a_room_in_jupyterlab(lab, page, example_case):
    folder, address = lab
    open_room(page, address)

    # A level, by the keyboard alone: the bottleneck of the chain stands on the page.
    page.get_by_label("Use of Clean seed supply").focus()
    page.keyboard.type("5")
    page.keyboard.press("Tab")
    now = example_case.what_if(levels={"clean-seed": {"use": 5}})
    score = f"Now: Package score at most {now.diagnosis.package.score}; bottleneck: "
    page.wait_for_selector(f"text={score}{now.diagnosis.weakest[0].title}")
    page.wait_for_selector("text=use of Clean seed supply")
    page.wait_for_selector(".js-plotly-plot .main-svg")
    assert page.locator(".wb-pair .js-plotly-plot").count() == 2  # now and before
    page.wait_for_selector("text=nothing changes")
    assert not _faults(page)

    # A mistake is said in words at its row, and Enter goes down.
    _turn(page, "Start and durations")
    page.wait_for_selector("text=critical: a delay moves the end")
    page.get_by_label("First day of the plan").fill("never")
    page.keyboard.press("Enter")
    page.wait_for_selector(".wb-error:has-text(\"'never' is not a date\")")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith(
        "Working days of"
    )

    # Three costs from a spreadsheet.
    _turn(page, "Costs")
    first = page.locator(".wb-choices tbody tr").first.locator("input").first
    _paste(page, first.get_attribute("aria-label"), "2\t2500\n4\t\n30\t62000\n")
    costs = {"L1": {"quantity": "2", "unit_cost": "2500"}, "L2": {"quantity": "4"},
             "L3": {"quantity": "30", "unit_cost": "62000"}}  # fmt: skip
    now = now.what_if(costs=costs)
    page.wait_for_selector(f"td:has-text('{now.budget.budget.total()}')")
    assert not _faults(page)

    # A partner, by a click on the network.
    _turn(page, "Partners")
    chosen = example_case.partners.chosen
    free = chosen["decided"].fillna("").eq("") & ~chosen["mandatory"].fillna(value=False)
    actor = chosen.loc[free, "actor"].iloc[0]
    plot = page.locator(".wb-pair .js-plotly-plot").first
    page.wait_for_selector("text=chosen partners")
    page.wait_for_function(
        "actor => document.querySelector('.wb-pair .js-plotly-plot').data"
        ".some(trace => (trace.ids || []).includes(actor))", arg=actor,
    )  # fmt: skip
    plot.scroll_into_view_if_needed()
    page.mouse.click(*where_it_stands_drawn(page, actor))
    page.wait_for_selector("strong:text-is('Chosen')")
    _press(page, "stays out")
    page.wait_for_selector("text=it has to stay out")
    now = now.what_if(exclude=actor)
    name = example_case.site.names[actor]
    page.wait_for_selector("text=Findings: computing", state="detached")
    row = page.locator(f".wb-right tr:has-text('{name}')").first.text_content()
    assert "none" in row
    assert not _faults(page)

    _scenarios(page, folder, now)

    # Nothing is lost on reload.
    page.click(".lm-MenuBar-itemLabel:text-is('File')")
    page.click(".lm-Menu-itemLabel:text-is('Save Notebook')")
    page.wait_for_selector(".jp-mod-current:not(.jp-mod-dirty)")
    assert (folder / "explore.ipynb").stat().st_size < 100_000  # no drawing script in it
    page.reload()
    page.wait_for_selector(f"text={score}")
    _look(page, "Partners")
    page.wait_for_selector(".wb-pair .js-plotly-plot .main-svg")


def _compare(page):
    """Choose the scenario and compare it; what is asked while the room computes may be lost."""
    from playwright.sync_api import TimeoutError as TooEarly

    for _ in range(4):
        page.wait_for_selector("text=Python 3 (ipykernel) | Idle")
        page.get_by_label("Saved", exact=True).select_option("more-use")
        page.wait_for_selector("text=Python 3 (ipykernel) | Idle")
        _press(page, "Compare")
        try:
            page.wait_for_selector("text=Scenarios side by side", timeout=15_000)
        except TooEarly:
            continue
        return
    pytest.fail(page.locator(".wb-right").inner_text()[:500])


def _scenarios(page, folder, now):
    """Save, reset, compare, open, look at the rows and write them, and read them back."""
    _turn(page, "Scenarios")
    for name, words in (("Name", "more-use"), ("Who", "team"), ("Why", "The coop sells.")):
        page.get_by_label(name, exact=True).fill(words)
        page.get_by_label(name, exact=True).press("Enter")
    _press(page, "Save")
    page.wait_for_selector("text=Saved as scenarios/more-use.yaml")
    assert read_scenario(folder / "example", "more-use").supposed == now.changes
    _press(page, "Back to the tables")
    page.wait_for_selector("button:text-is('Back to the tables'):disabled")
    _compare(page)
    page.wait_for_selector("text=What each scenario comes to")
    assert not _faults(page)
    _press(page, "Show new rows")
    page.wait_for_selector("text=Nothing is written yet")
    _press(page, "Open")
    page.wait_for_selector("text=The coop sells.")
    _press(page, "Show new rows")
    _press(page, "Write new rows")
    page.wait_for_selector("text=Written: new rows of")
    rows = read_project(folder / "example").table("scores")
    row = rows[(rows["component"] == "clean-seed") & (rows["basis"] == "adopted")].iloc[-1]
    assert row["use"] == 5


def test_a_room_in_the_dark_and_on_a_phone(lab, page):
    _, address = lab
    open_room(page, address)
    page.click(".lm-MenuBar-itemLabel:text-is('Settings')")
    page.click(".lm-Menu-itemLabel:text-is('Theme')")
    page.click(".lm-Menu-itemLabel:text-is('JupyterLab Dark')")
    page.wait_for_selector("body[data-jp-theme-light=false]", state="attached")
    page.wait_for_selector(".js-plotly-plot .main-svg")
    assert not _faults(page)
    page.set_viewport_size({"width": 700, "height": 1800})
    left, right = (page.locator(f".wb-{side}").bounding_box() for side in ("left", "right"))
    assert right["y"] >= left["y"] + left["height"]
    assert page.locator(".wb-room").evaluate("room => room.scrollWidth <= room.clientWidth + 1")
