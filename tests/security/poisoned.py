"""A site in which every text that people write is a list of attacks, put past the forms straight into the tables."""

import gzip
import json
from datetime import timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import JSON, update

from community.answers import services as answers
from community.comments import services as comments
from community.kernel import clock, jobs, markup
from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post
from community.questions import services as questions
from community.questions.models import Question
from community.routing import asking, letters
from moderation.escalation import noting, working
from moderation.escalation.models import Case
from tests.machine import data_folder
from tests.security.rows import put

OWN: Final = (Path(__file__).parent / "payloads.txt").read_text(encoding="utf-8").splitlines()
LINE: Final = " ".join(OWN)
# Columns of words that are shown as they are, escaped; and those that hold HTML which the one door made.
WORDS: Final = {
    "members": "display_name location website",
    "questions": "title",
    "tags": "excerpt wiki_markdown",
    "revisions": "title body_markdown comment",
    "posts": "body_markdown",
    "case_notes": "body",
    "moves": "note",
    "cases": "",
}
HTML: Final = {"members": "bio_html", "posts": "body_html", "letters": "body_html", "tags": "wiki_html"}
ROWS: Final = {
    "announcements": "title title_zh text text_zh",
    "incidents": "title title_zh product",
    "incident_updates": "text text_zh",
    "canned_responses": "title body category shortcut",
    "macros": "title",
    "gate_list_entries": "pattern note",
    "conduct_notes": "words",
    "flags": "note",
    "drafts": "title body tags product",
    "api_tokens": "label",
    "push_devices": "label",
    "passkeys": "label",
    "sign_ins": "browser system",
    "invites": "words",
    "rep_licences": "words",
    "edit_suggestions": "title body_markdown comment",
    "failed_reactions": "error handler",
    "jobs": "last_error",
}


def known_payloads() -> list[str]:
    """The lists of the data folder, as far as it is there."""
    folder = data_folder() / "security"
    if not folder.is_dir():
        return []
    found: list[str] = json.loads((folder / "blns.json").read_text(encoding="utf-8"))
    for file in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            found += [json.loads(line)["payload"] for line in lines]
    return found


def rendered(payloads: list[str]) -> str:
    """Each of them as a text of its own, as the one door makes it."""
    made = []
    for each in payloads:
        for show in (markup.render, markup.sanitize_html):
            try:
                made.append(show(each).html)
            except Invalid:
                continue
    return "\n".join(made)


def poison(alice: Actor, bob: Actor, dave: Actor, payloads: list[str]) -> int:
    """Fill the site; the number of its question."""
    with unit_of_work():
        number = questions.ask(
            "A relay that clicks", "It clicks once a minute all night.", ["relay"], by=alice
        ).id
    with unit_of_work():
        question = db.session.get_one(Question, number)
        answers.answer(question, "Unplug the cable for ten seconds, then wait.", by=bob)
        comments.comment(db.session.get_one(Post, number), "The same happened to me here.", by=bob)
        letters.write_to_team(question, "My contract number is wrong.", by=alice)
        asking.ask_for_staff(question, "The bill is wrong as well.", by=alice)
    case = db.session.query(Case).filter_by(question_id=number).one().id
    with unit_of_work():
        working.claim(case, by=dave)
        noting.note(case, "See the file of the customer.", by=dave)
    jobs.run_due()
    with unit_of_work():
        _rows(alice.id, number)
        html = rendered(payloads)
        for name in sorted(WORDS.keys() | HTML.keys()):
            table = db.metadata.tables[name]
            values = {column: LINE for column in WORDS.get(name, "").split() if column in table.c}
            values |= {column: html for column in HTML.get(name, "").split() if column in table.c}
            if values:
                db.session.execute(update(table).values(**values))
    return number


def _rows(member_id: int, post_id: int) -> None:
    now = clock.now()
    fixed: dict[str, object] = {
        "member_id": member_id,
        "by_id": member_id,
        "flagger_id": member_id,
        "post_id": post_id,
    }
    fixed |= {"author_id": member_id, "lang": "en", "reason": "spam", "action": "hold", "kind": "question"}
    fixed |= {
        "starts_at": now - timedelta(days=1),
        "ends_at": now + timedelta(days=1),
        "audience": "everybody",
    }
    fixed |= {"expires_at": now + timedelta(days=1), "state": "applied", "slug": "poisoned"}
    special = {
        "edit_suggestions": {"state": "open"},
        "flags": {"state": "open"},
        "incidents": {"state": "investigating"},
        "incident_updates": {"state": "investigating", "incident_id": 1},
        "jobs": {"state": "dead", "kind": "search.index", "payload": {"question_id": 1}},
        "rep_licences": {"tag_id": 1},
    }
    for name, columns in ROWS.items():
        table = db.metadata.tables[name]
        given = {key: value for key, value in fixed.items() if key in table.c}
        given |= {each: LINE for each in columns.split() if each in table.c} | special.get(name, {})
        given |= {c.name: {} for c in table.columns if isinstance(c.type, JSON) and c.name == "event"}
        put(name, **given)
