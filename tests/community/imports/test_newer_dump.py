"""A newer dump of the same site: what was covered or edited here stays so; its later edits overwrite no history."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from community.imports.stackexchange.loader import import_dump
from community.kernel import checks
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post, Revision
from community.posts.queries import post_or_404
from community.questions import services as questions
from community.questions.models import Question
from moderation.masking import services as masking
from tests.community.imports.conftest import DUMP, KETTLES

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

NUMBER = "138 0013 8000"
LATER = (
    '<row Id="{id}" PostHistoryTypeId="5" PostId="2" RevisionGUID="zz{id}" '
    'CreationDate="2022-01-0{id}T10:00:00.000" UserId="2" Text="Ring me: {number}. What about vinegar?" />'
)


def dumped(folder: Path, *ids: int) -> Path:
    """The small dump, with post 2 edited by these lines."""
    made = folder / "kettles.example.com"
    shutil.rmtree(made, ignore_errors=True)
    shutil.copytree(DUMP, made)
    history = made / "PostHistory.xml"
    rows = "".join(LATER.format(id=each, number=NUMBER) for each in ids).replace('<row Id="', '<row Id="900')
    history.write_text(history.read_text().replace("</posthistory>", f"{rows}</posthistory>"))
    return made


def second() -> Post:
    return db.session.scalars(select(Question).where(Question.external_id == "2")).one()


def test_what_was_covered_here_stays_covered(app: "Huzhu", carol: Actor, tmp_path: Path) -> None:
    import_dump(dumped(tmp_path, 1), KETTLES, "Huzhu", quiet=True)
    with unit_of_work():
        post = post_or_404(second().id)
        post.body_markdown += f"\n\nRing me: {NUMBER}."
    with unit_of_work():
        assert masking.mask_words(post_or_404(second().id), [NUMBER], by=carol)
    shown = [each.body_markdown for each in db.session.scalars(select(Revision))]
    assert not [each for each in shown if NUMBER in each]
    import_dump(dumped(tmp_path, 1, 2), KETTLES, "Huzhu", quiet=True)
    db.session.expire_all()
    shown = [each.body_markdown for each in db.session.scalars(select(Revision))]
    breaches = [line for lines in checks.run_all(db.session()).values() for line in lines]
    assert breaches == []
    assert not [each for each in shown if NUMBER in each]


def test_an_edit_made_here_stays_the_newest_state(app: "Huzhu", carol: Actor, tmp_path: Path) -> None:
    import_dump(dumped(tmp_path, 1), KETTLES, "Huzhu", quiet=True)
    with unit_of_work():
        found = db.session.get_one(Question, second().id)
        body = "How do I get rid of limescale in a steel kettle, please?"
        questions.edit(found, title=found.title, body=body, tag_names=["kettle"], by=carol)
    import_dump(dumped(tmp_path, 1, 2), KETTLES, "Huzhu", quiet=True)
    db.session.expire_all()
    post = second()
    newest = db.session.scalars(
        select(Revision).where(Revision.post_id == post.id).order_by(Revision.number.desc()).limit(1)
    ).one()
    assert newest.body_markdown == post.body_markdown
