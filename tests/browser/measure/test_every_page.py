"""Every page, in both languages: nobody is shut out, nothing is cut off, nothing is heavy or comes from elsewhere.

Two visits a page, one in each language; during a visit the window changes its width, its colours and its letters.
Whoever somebody is, they have one page for each language, which goes from visit to visit.
The figures of a fault: what, at which width, in which colours, where.
"""

from typing import TYPE_CHECKING, Final

import pytest

from tests.browser.measure.inspecting import (
    LIGHT,
    OF_COLOURS,
    RULES,
    Colours,
    Listener,
    arrived,
    askew,
    overweight,
    painted,
    shut_out,
    unfocused,
    window,
)
from tests.browser.measure.scenes import CORE, MEASURED, Scene

if TYPE_CHECKING:
    from tests.browser.measure.conftest import Look
    from tests.demonstration import Site

LANGUAGES: Final = ("en", "zh-Hans")
WIDE, NARROW = 1280, 360
WIDTHS: Final = (320, NARROW, 768, WIDE)
ZOOMED: Final = 2.0
DARK: Final = Colours("dark")
HARD: Final = (Colours("light", "contrast"), Colours("dark", "contrast"), Colours("light", forced=True))
"""High contrast, which follows the device, and a device that sets all colours itself."""


def looks(scene: Scene, lang: str) -> set[tuple[int, Colours]]:
    """In which widths and colours axe looks at a page in a language.

    Pages of the core: in all colours, in each language, half of them wide and half narrow, the other way round in
    the other language. Every other page: over both languages light and dark, wide and narrow, and one hard look.
    """
    at, turn = MEASURED.index(scene), LANGUAGES.index(lang)
    if scene.name in CORE:
        return {((WIDE, NARROW)[(turn + each) % 2], look) for each, look in enumerate((LIGHT, DARK, *HARD))}
    plain = ((WIDE, NARROW)[(at // 2 + turn) % 2], (LIGHT, DARK)[(at + turn) % 2])
    hard = (plain[0], HARD[at % 3])
    return {plain, hard} if (at // 6 + turn) % 2 else {plain}


def one_at_a_time(scene: Scene) -> object:
    """A code of an app is taken once: who signs in with codes does so in one process only."""
    marks = [pytest.mark.xdist_group("guarded")] if scene.who == "guarded" else []
    return pytest.param(scene, id=scene.name, marks=marks)


def told(where: str, faults: list[str]) -> None:
    """Fail with every fault on a line of its own."""
    if faults:
        pytest.fail("\n".join([where, *faults]), pytrace=False)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("scene", [one_at_a_time(scene) for scene in MEASURED])
def test_a_page_serves_everyone(look: "Look", site: "Site", scene: Scene, lang: str) -> None:
    faults: list[str] = []
    with look(scene.who, lang) as page:
        heard = Listener(page, site.address)
        answer = page.goto(scene.path)
        assert answer is not None
        assert answer.status == scene.status
        for deed in scene.deeds:
            deed(page, site)
        arrived(page)
        wanted = looks(scene, lang)
        for width in WIDTHS:
            window(page, width)
            faults += [f"{width}: {fault}" for fault in askew(page)]
            rules = RULES  # all of them once at a width; what stands where does not differ by colour
            for colours in sorted((colours for at, colours in wanted if at == width), key=str):
                painted(page, colours)
                faults += [f"{width} {colours}: {fault}" for fault in shut_out(page, rules)]
                rules = OF_COLOURS
        painted(page, LIGHT)
        window(page, WIDE, ZOOMED)
        faults += [f"{WIDE}, letters twice as large: {fault}" for fault in askew(page)]
        window(page, WIDE)
        faults += unfocused(page)
        faults += overweight(page)
        heard.leave()
    told(f"{scene.name} ({scene.path}, {lang})", faults + heard.faults)


def test_each_page_is_seen_in_every_kind_of_colours() -> None:
    for scene in MEASURED:
        seen = [look for lang in LANGUAGES for look in looks(scene, lang)]
        assert {LIGHT, DARK} <= {colours for _width, colours in seen}, scene.name
        assert {WIDE, NARROW} <= {width for width, _colours in seen}, scene.name
        assert set(HARD) & {colours for _width, colours in seen}, scene.name
    assert {scene.name for scene in MEASURED} >= CORE
    for scene in (each for each in MEASURED if each.name in CORE):
        for lang in LANGUAGES:
            assert {colours for _width, colours in looks(scene, lang)} == {LIGHT, DARK, *HARD}
