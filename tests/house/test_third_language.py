"""A third language needs a catalogue and nothing else; it shows whatever no translator ever saw."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.tools import pseudo, words
from tests.tools.reading_marks import findings

PLACES = (
    "/",
    "/questions",
    "/tags",
    "/members",
    "/badges",
    "/articles",
    "/about",
    "/sign-in",
    "/sign-up",
    "/no/page",
)
NAMES = ("Huzhu", "English")  # a language is called by its own name
SCRIPT = f"""
import json, sys
from pathlib import Path
from community.kernel.db import db
from tests.conftest import make_app
app = make_app(Path(sys.argv[1]))
with app.app_context():
    db.create_all()
client = app.test_client()
client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "ru-RU, en;q=0.5"
print(json.dumps({{place: client.get(place).text for place in {PLACES!r}}}))
"""


def test_pages_in_a_language_of_a_catalogue_alone_show_no_other_words(tmp_path: Path) -> None:
    pseudo.write(tmp_path / "catalogues")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "site")],
        capture_output=True,
        text=True,
        check=True,
        cwd=words.ROOT,
        env={**os.environ, "HUZHU_TRANSLATIONS": str(tmp_path / "catalogues")},
    )
    pages = json.loads(done.stdout.splitlines()[-1])
    assert all(f'<html lang="{pseudo.LANGUAGE}"' in page for page in pages.values())
    assert all(f'hreflang="{pseudo.LANGUAGE}"' in page and "русский" in page for page in pages.values())
    unseen = [
        (place, *found) for place, page in pages.items() for found in findings(page, pseudo.LANGUAGE, NAMES)
    ]
    assert unseen == []
