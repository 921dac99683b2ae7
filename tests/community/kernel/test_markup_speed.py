"""No text, however made, may hold the site up: rendered or refused within half a second of CPU."""

import random
import threading
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.kernel import markup, text
from community.kernel.errors import Invalid
from community.kernel.markup_guard import LONGEST_MARKDOWN
from tests.community.kernel.slow_shapes import SHAPES

# The promise is 0.5 s on an ordinary machine; a busy or slow one gets this much.
ALLOWED = 1.5


def _seconds(work: Callable[[str], object], sample: str) -> tuple[float, str]:
    start = time.thread_time()
    try:
        work(sample)
    except Invalid as refusal:
        outcome = str(refusal)
    else:
        outcome = "done"
    return time.thread_time() - start, outcome


def _late(work: Callable[[str], object], names: list[str], length: int) -> dict[str, float]:
    took = {name: _seconds(work, SHAPES[name](length))[0] for name in names}
    return {name: seconds for name, seconds in took.items() if seconds > ALLOWED}


def test_every_slow_shape_is_rendered_or_refused_in_time() -> None:
    markup.render("warm up")
    assert _late(markup.render, [*SHAPES], LONGEST_MARKDOWN // 5) == {}


@pytest.mark.slow
def test_slow_shapes_at_the_greatest_length_are_rendered_or_refused_in_time() -> None:
    markup.render("warm up")
    assert _late(markup.render, [*SHAPES][::5], LONGEST_MARKDOWN) == {}


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
    seconds, _ = _seconds(markup.render, sample)
    assert seconds < ALLOWED


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
