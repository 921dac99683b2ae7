"""The page about the simulation shows what the code makes of the kept rates, in pictures that everybody can read."""

import csv
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.house.sources import ROOT
from tests.simulation import report
from tests.simulation.assumptions import LADDER
from tests.simulation.drawing import Line, Panel
from tests.simulation.measures import Waits, measured
from tests.simulation.pictures import duration
from tests.simulation.rates import kept
from tests.simulation.service import run

PAGE = ROOT / "docs" / "simulation.md"
PICTURES = sorted((ROOT / "docs" / "pictures").glob("simulation-*.svg"))
SVG = "{http://www.w3.org/2000/svg}"


def test_the_page_was_made_from_these_rates_and_assumptions() -> None:
    assert report.fingerprint() in PAGE.read_text(encoding="utf-8"), "run make simulate"


def test_the_page_shows_every_picture() -> None:
    shown = set(re.findall(r"\(pictures/(simulation-[\w-]+\.svg)\)", PAGE.read_text(encoding="utf-8")))
    assert shown == {path.name for path in PICTURES}
    assert len(shown) == 4


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_a_picture_says_in_words_what_it_shows(path: Path) -> None:
    root = ET.parse(path).getroot()  # noqa: S314 - our own file
    named = {each.get("id"): each.text or "" for each in root.iter() if each.get("id")}
    assert root.get("role") == "img"
    title, description = (named[each] for each in str(root.get("aria-labelledby")).split())
    assert len(title) > 10
    assert re.search(r"\d", description)
    assert not [each for each in root.iter() if each.tag in {f"{SVG}script", f"{SVG}image"}]


def test_the_summary_says_what_the_figures_say() -> None:
    summary = PAGE.read_text(encoding="utf-8").partition("## In short")[2].partition("![")[0]
    with (ROOT / "docs" / "simulation.csv").open(encoding="utf-8") as file:
        found = {
            (r["service"], r["measure"]): r["value"] for r in csv.DictReader(file) if r["table"] == "main"
        }
    for measure in ("answered within 2 hours", "answered within 2 service hours"):
        shares = [found[slug, measure] for slug in ("ladder", "desk-only", "crowd-only")]
        assert all(f"{float(share) * 100:.0f} %" in summary for share in shares)
    for slug in ("ladder", "desk-only"):
        share = sum(float(found[slug, f"ended with tier {tier}"]) for tier in (1, 2))
        assert f"{share * 100:.0f} %" in summary
    assert f"{float(found['crowd-only', 'never answered']) * 100:.0f} %" in summary


def test_the_figures_as_csv_are_complete_and_end_in_one_bucket_each() -> None:
    with (ROOT / "docs" / "simulation.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    main = [row for row in rows if row["table"] == "main"]
    for service in {row["service"] for row in main}:
        mine = [row for row in main if row["service"] == service]
        assert sum(float(r["value"]) for r in mine if r["measure"].startswith("ended with")) == pytest.approx(
            1, abs=0.001
        )
        assert len([row for row in mine if row["measure"] == "half wait hours"]) == 24


def test_the_page_is_filled_between_its_marks_and_left_alone_elsewhere() -> None:
    month = measured(run(LADDER.but(days=14), kept()))
    names = ("main", "staff ladder", "invited", "patience", "chance")
    page = "before\n<!-- answered -->\nold\n<!-- end -->\nafter\n"
    crowd = measured(run(LADDER.but(days=14), kept()))
    tables = {name: [month] for name in names}
    tables["main"] = [
        month,
        type(month)(**{n: getattr(crowd, n) for n in month.__slots__} | {"slug": "crowd-only"}),
    ]
    filled = report.filled(page, tables)
    assert filled.startswith("before\n<!-- answered -->\n| ")
    assert filled.endswith("<!-- end -->\nafter\n")
    assert "old" not in filled
    assert report.filled(filled, tables) == filled


def test_curves_leave_out_what_lies_beyond_their_axis() -> None:
    panel = Panel("x", 0, 100, [(0.0, "0"), (2.0, "2")], [(1.0, "1"), (10.0, "10")], logarithmic=True)
    drawn = panel.curve(Line("line", [(0.0, 1.0), (1.0, float("inf")), (2.0, 10.0)], 0))
    assert "M0.0 326.0L100.0 96.0" in drawn
    assert panel.curve(Line("line", [(0.0, float("inf"))], 0)) == ""


def test_waits_tell_shares_and_quantiles() -> None:
    waits = Waits([0.5, 1.0, 2.0, float("inf")])
    assert waits.within(2) == 0.75
    assert waits.at(0.5) == 2.0
    assert duration(waits.at(0.9)) == "for ever"
    assert [duration(each) for each in (0.25, 1.5, 72)] == ["15 min", "1.5 h", "3 days"]
