"""Stylesheets take every colour and shadow from the tokens, and the tokens can be read."""

import re
from pathlib import Path

import pytest

from tests.house.sources import ROOT, here, stylesheets, templates

TOKENS = ROOT / "static" / "css" / "tokens.css"
CONTRAST = TOKENS.with_name("contrast.css")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
RAW_COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b(?=[^{}]*[;}])|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(", re.IGNORECASE
)
# The names people reach for; `transparent`, `currentcolor` and the system's own colours are no choice of ours.
NAMED_COLOUR = re.compile(
    r":[^;{}]*(?<![\w-])(?:black|white|red|green|blue|gr[ae]y|yellow|orange|purple|pink|gold|silver|navy|teal)"
    r"(?![\w-])[^;{}]*;",
    re.IGNORECASE,
)
DEFINED = re.compile(r"(--[\w-]+)\s*:")
USED = re.compile(r"var\(\s*(--[\w-]+)")
OF_OTHERS = "--huzhu-"  # what the page of another site may set for the widget
PAIR = re.compile(r"(--[\w-]+):\s*light-dark\(#([0-9a-f]{6}),\s*#([0-9a-f]{6})\)")
TEXT, EDGE = 4.5, 3.0

others = pytest.mark.parametrize(
    "path", [each for each in stylesheets() if each not in {TOKENS, CONTRAST}], ids=here
)


def rules(path: Path) -> str:
    """A stylesheet without its comments."""
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


@others
def test_no_raw_colour_stands_outside_the_tokens(path: Path) -> None:
    assert RAW_COLOUR.findall(rules(path)) == []
    assert NAMED_COLOUR.findall(rules(path)) == []


@others
def test_shadows_come_from_the_tokens(path: Path) -> None:
    raw = re.findall(r"(?<!-)box-shadow:\s*+(?!none|var\(|inset|inherit)[^;]+", rules(path))
    assert raw == []


def test_every_token_that_is_used_is_defined() -> None:
    defined = {name for path in stylesheets() for name in DEFINED.findall(rules(path))}
    used = {name for path in (*stylesheets(), *templates()) for name in USED.findall(path.read_text("utf-8"))}
    assert sorted(name for name in used - defined if not name.startswith(OF_OTHERS)) == []


def test_no_token_is_left_over() -> None:
    everything = "".join(path.read_text("utf-8") for path in (*stylesheets(), *templates()))
    everything += "".join(path.read_text("utf-8") for path in (ROOT / "static").rglob("*.svg"))
    defined = set(DEFINED.findall(rules(TOKENS)))
    assert sorted(name for name in defined if f"var({name}" not in everything) == []


def luminance(colour: str) -> float:
    """The relative luminance of `rrggbb`, after WCAG 2.2."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, after WCAG 2.2."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def scheme_of(number: int) -> dict[str, str]:
    """The colours of light, dark, and each in high contrast."""
    usual, chosen, _asked = sections()
    found = {name: (light, dark)[number % 2] for name, light, dark in PAIR.findall(usual)}
    if number > 1:
        found |= {name: (light, dark)[number % 2] for name, light, dark in PAIR.findall(chosen)}
    return found


def sections() -> tuple[str, str, str]:
    """The usual tokens, those of chosen high contrast, and those where the device asks for it."""
    chosen, _, asked = rules(CONTRAST).partition("@media (prefers-contrast: more)")
    return rules(TOKENS), chosen, asked


def pairs() -> list[tuple[str, str, float]]:
    """Which token is written on which, and the contrast that this asks for."""
    names = {name for name, _light, _dark in PAIR.findall(rules(TOKENS))}
    grounds = [name for name in sorted(names) if name == "--ground" or name.startswith("--surface")]
    told = [(ink, ground, TEXT) for ink in ("--ink", "--ink-quiet") for ground in grounds]
    told += [
        (name.removesuffix("-soft"), name, TEXT) for name in sorted(names) if _is_soft_ground(name, names)
    ]
    told += [(name, name.removesuffix("-ink"), TEXT) for name in ("--accent-ink", "--danger-ink")]
    told += [
        (name, "--surface", TEXT)
        for name in ("--accent", "--danger", "--warn", "--info", "--good", "--star-ink")
    ]
    told += [(name, "--surface-sunken", TEXT) for name in sorted(names) if name.startswith("--code-")]
    told += [("--ink", name, TEXT) for name in sorted(names) if name in {"--note-soft", "--mark-soft"}]
    told += [("--accent", ground, TEXT) for ground in grounds]
    told += [(edge, "--surface", EDGE) for edge in ("--line-strong", "--star-empty", "--star-ink")]
    return [*told, ("--accent-strong", "--accent-soft", TEXT), ("--line-strong", "--ground", EDGE)]


def _is_soft_ground(name: str, names: set[str]) -> bool:
    # Stars and metals are drawn, never read: the words beside them have inks of their own.
    word = name.removesuffix("-soft")
    return name.endswith("-soft") and word in names and not word.startswith(("--metal", "--star"))


@pytest.mark.parametrize(("ink", "ground", "least"), pairs(), ids=lambda value: str(value).strip("-"))
@pytest.mark.parametrize("scheme", range(4), ids=["light", "dark", "more-light", "more-dark"])
def test_what_is_written_can_be_read(ink: str, ground: str, least: float, scheme: int) -> None:
    colours = scheme_of(scheme)
    wanted = least if scheme < 2 else {TEXT: 7.0, EDGE: TEXT}[least]
    assert contrast(colours[ink], colours[ground]) >= wanted


def test_high_contrast_is_the_same_whether_it_is_chosen_or_asked_for() -> None:
    _usual, chosen, asked = sections()
    assert PAIR.findall(chosen) == PAIR.findall(asked) != []


def test_what_forced_colours_mend_is_there() -> None:
    forced = TOKENS.with_name("forced.css")
    there = "".join(rules(path) for path in stylesheets() if path != forced)
    named = set(re.findall(r"\.([a-z][\w-]+)", rules(forced)))
    assert sorted(name for name in named if not re.search(rf"\.{name}(?![\w-])", there)) == []
