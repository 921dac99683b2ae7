"""Every page, in both languages: nobody is shut out, nothing is cut off, nothing is heavy or comes from elsewhere.

Two visits a page, one in each language; during a visit the window changes its width, its colours and its letters.
The figures of a fault: what, at which width, where.
"""

import pytest

from tests.browser.measure.conftest import Enter
from tests.browser.measure.inspecting import Listener, askew, overweight, shut_out, unfocused, window
from tests.browser.measure.scenes import SCENES, Scene
from tests.demonstration import Site

# Each page is seen in all four; each language in both widths and both colours.
LOOKS = {"en": ((1280, "light"), (390, "dark")), "zh-Hans": ((390, "light"), (1280, "dark"))}
WIDTHS = (320, 360, 768, 1280)
ZOOMED = 2.0


def told(where: str, faults: list[str]) -> None:
    """Fail with every fault on a line of its own."""
    if faults:
        pytest.fail("\n".join([where, *faults]), pytrace=False)


@pytest.mark.parametrize("lang", LOOKS)
@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.name)
def test_a_page_serves_everyone(enter: Enter, site: Site, scene: Scene, lang: str) -> None:
    context = enter(scene.who, lang, forced_colors="active" if scene.forced else None)
    if scene.theme:
        context.add_init_script(f"localStorage.setItem('theme', '{scene.theme}')")
    page = context.new_page()
    heard = Listener(page, site.address)
    answer = page.goto(scene.path)
    assert answer is not None
    assert answer.status == scene.status
    for deed in scene.deeds:
        deed(page)
    page.wait_for_load_state("networkidle")
    faults: list[str] = []
    for width, scheme in LOOKS[lang]:
        window(page, width, scheme)
        faults += [f"{width} {scheme}: {fault}" for fault in shut_out(page)]
    for width in WIDTHS:
        window(page, width, "light")
        faults += [f"{width}: {fault}" for fault in askew(page)]
    window(page, 1280, "light", ZOOMED)
    faults += [f"1280, letters twice as large: {fault}" for fault in askew(page)]
    window(page, 1280, "light")
    faults += unfocused(page)
    faults += overweight(page)
    context.close()
    told(f"{scene.name} ({scene.path}, {lang})", faults + heard.faults)
