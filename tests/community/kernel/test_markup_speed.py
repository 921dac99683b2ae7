"""No text, however made, may hold the site up: it costs a few times what an ordinary long text does."""

import gc
import random
import threading
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.kernel import markup, text
from community.kernel.errors import Invalid
from community.kernel.markup_code import LANGUAGES, LONGEST
from community.kernel.markup_guard import LONGEST_MARKDOWN, Meter
from tests.community.kernel.slow_shapes import SHAPES

# The guard refuses after 0.2 s, four times what an ordinary text of the greatest length takes. A ratio
# holds on slow machines too; a busy one gets room, and another try before anything is called slow.
PROMISED = 0.5  # seconds
TIMES = 30
TRIES = 3
ORDINARY = (
    "The **router** restarts `every` night, see [this](https://example.com/a_b) and [log][1].\n\n" * 330
)


def _seconds(work: Callable[[str], object], sample: str) -> tuple[float, str]:
    start = time.thread_time()
    try:
        work(sample)
    except Invalid as refusal:
        outcome = str(refusal)
    else:
        outcome = "done"
    return time.thread_time() - start, outcome


def _ratio(work: Callable[[str], object], sample: str) -> float:
    """CPU of the work on this text in ordinary texts; looked at closely only where it is more than promised."""
    first = _seconds(work, sample)[0]
    if first < PROMISED:
        return first / PROMISED
    ratios: list[float] = []
    while not ratios or (ratios[-1] > TIMES and len(ratios) < TRIES):
        gc.collect()  # what other tests left is not this text's cost
        usual = _seconds(markup.render, ORDINARY)[0]
        ratios.append(_seconds(work, sample)[0] / usual)
    return min(ratios)


def _late(work: Callable[[str], object], names: list[str], length: int) -> dict[str, float]:
    took = {name: _ratio(work, SHAPES[name](length)) for name in names}
    return {name: ratio for name, ratio in took.items() if ratio > TIMES}


def test_slow_shapes_are_rendered_or_refused_in_time() -> None:
    markup.render("warm up")
    assert _late(markup.render, [*SHAPES][::2], LONGEST_MARKDOWN // 6) == {}


@pytest.mark.slow
def test_slow_shapes_at_the_greatest_length_are_rendered_or_refused_in_time() -> None:
    markup.render("warm up")
    assert _late(markup.render, [*SHAPES][1::9], LONGEST_MARKDOWN) == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    "work",
    [
        markup.sanitize_html,
        markup.html_to_markdown,
        text.excerpt,
        text.words,
        text.detect_language,
        text.sketch,
        text.skeleton,
        text.slug,
    ],
    ids=lambda work: work.__name__,
)
def test_other_work_on_slow_shapes_is_in_time_too(work: Callable[[str], object]) -> None:
    assert _late(work, [*SHAPES][::4], LONGEST_MARKDOWN) == {}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(sorted(SHAPES)), min_size=2, max_size=4), st.integers(0, 2**32))
def test_mixtures_of_slow_shapes_are_in_time(names: list[str], seed: int) -> None:
    chance = random.Random(seed)
    pieces = [SHAPES[name](chance.randint(1, 60)) for name in names]
    sample = "".join(chance.choices(pieces, k=LONGEST_MARKDOWN // 10))[:LONGEST_MARKDOWN]
    assert _ratio(markup.render, sample) < TIMES


REPAIRS = {
    "bold that every paragraph opens anew": "".join(f"<b x={n}>" for n in range(95)) + "<p>x" * 7_000,
    "a long link that every paragraph opens anew": f'<a title="{"z" * 3_900}">' + "x<p>x</p>" * 2_500,
    "many formats over many paragraphs": "<b><i><u><s><em><tt><code><small>" * 3 + "<p>x" * 6_000,
    "bold moved out of a table": "<table>" + "".join(f"<b x={n}>" for n in range(95)) + "x<tr>" * 4_000,
    "formats that overlap": "<p>" + "<b>x<i>y</b>z</i>" * 1_700,
    "quotes that never close": "<a \"'" * 4_900,
    "attributes without end": '<a b="c" ' * 3_300,
    "scripts that never end": "<script>" * 3_700,
}


@pytest.mark.parametrize("name", REPAIRS)
@pytest.mark.parametrize("work", [markup.render, markup.sanitize_html], ids=lambda work: work.__name__)
def test_repairing_broken_html_costs_and_writes_little(
    work: Callable[[str], markup.Rendered], name: str
) -> None:
    written: list[int] = []
    assert _ratio(lambda sample: written.append(len(work(sample).html)), REPAIRS[name]) < TIMES
    assert max(written, default=0) < 10 * LONGEST_MARKDOWN


@pytest.mark.parametrize("unit", [" \n", "(", "/*", "_ /*", "a\n", '"', "const  ", "{{", "<?"])
@pytest.mark.parametrize("language", sorted(set(LANGUAGES.values())))
def test_colouring_hostile_code_is_in_time(language: str, unit: str) -> None:
    code = "\n".join((unit * LONGEST)[start : start + 400] for start in range(0, LONGEST - 20, 401))
    sample = f"```{language}\n{code}\n```\n\n" * (LONGEST_MARKDOWN // (LONGEST + 40))
    assert _ratio(markup.render, sample) < TIMES


def test_ordinary_long_texts_are_rendered_not_refused() -> None:
    paragraph = "The **router** restarts `every` night, see [this](https://example.com/a_b) and [log][1].\n\n"
    steps = (
        "1. Open *settings*\n2. Choose [INFO] (main)\n   - then wait\n\n重启以后，**指示灯**一直闪烁。\n\n"
    )
    log = "\n".join(f"    [2026-01-0{n % 9}] [WARN] [main] a_b={n} <{n}>" for n in range(300))
    for sample in (paragraph * 300, steps * 400, log, paragraph + log + steps * 100):
        assert markup.render(sample[:LONGEST_MARKDOWN]).html


def test_deep_nesting_is_safe_on_a_small_stack() -> None:
    outcomes: list[str] = []

    def work() -> None:
        for sample in ("<b>" * 80 + "x", "> " * 5_000, "- " * 5_000, "<div>" * 9_000, "[" * 9_000):
            outcomes.append(_seconds(markup.render, sample)[1])
            outcomes.append(_seconds(markup.sanitize_html, sample)[1])

    previous = threading.stack_size(256 * 1024)
    try:
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(previous)
    assert len(outcomes) == 10


def _spend(seconds: float, work: Callable[[], object]) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        work()


def test_collecting_what_others_left_is_no_cost_of_the_text() -> None:
    left = [[] for _ in range(500_000)]  # a round over these takes long
    meter = Meter(0.05)
    meter.start()
    _spend(0.1, gc.collect)
    meter.check()
    _spend(0.1, lambda: sum(range(100)))
    with pytest.raises(Invalid):
        meter.check()
    assert left
