"""A dump that comes after questions or tags were merged here: what it brings comes where those lead by now."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from community.accounts.models import Member
from community.answers import threads
from community.answers.models import Answer
from community.imports.stackexchange.loader import import_dump
from community.kernel import checks
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import LinkKind, Post, PostLink
from community.questions import services as questions
from community.questions import tag_merging
from community.questions.models import Question, QuestionFollow
from community.tags.models import QuestionTag, Tag
from community.tags.queries import tag_or_404
from tests.community.imports.conftest import KETTLES
from tests.community.imports.test_newer_dump import dumped

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

NEW_ANSWER = (
    '<row Id="900" PostTypeId="2" ParentId="{post}" CreationDate="2022-03-01T11:00:00.000" Score="0" '
    'Body="Clean its sensor." OwnerUserId="2" LastActivityDate="2022-03-01T11:00:00.000" />'
)
NEW_COMMENT = '<row Id="{number}" PostId="{post}" Score="0" Text="It is." CreationDate="2022-03-01T12:00:00.000" UserId="2" />'

NEW_FAVOURITE = '<row Id="903" PostId="1" VoteTypeId="5" CreationDate="2022-03-04T00:00:00.000" UserId="1" />'
NEW_LINK = (
    '<row Id="904" CreationDate="2022-03-01T10:20:00.000" PostId="9" RelatedPostId="1" LinkTypeId="1" />'
)


def add(folder: Path, name: str, row: str) -> None:
    file = folder / f"{name}.xml"
    end = f"</{name.lower()}>"
    file.write_text(file.read_text().replace(end, f"{row}{end}"))


def asked_here(by: Actor) -> Question:
    return questions.ask("Chalk in a kettle of steel", "How does one get it out again?", ["kettle"], by=by)


def test_what_is_new_in_a_merged_thread_comes_where_that_goes_on(
    app: "Huzhu", alice: Actor, carol: Actor, tmp_path: Path
) -> None:
    import_dump(dumped(tmp_path), KETTLES, "Huzhu", quiet=True)
    with unit_of_work():
        into = asked_here(alice)
        old = db.session.scalars(select(Question).where(Question.external_id == "1")).one()
        threads.merge(old, into, by=carol)
        goes_on = into.id
        answer = db.session.scalars(select(Answer).where(Answer.question_id == into.id)).first()
        assert answer is not None
        on = (old.external_id, answer.external_id)
    newer = dumped(tmp_path)
    add(newer, "Posts", NEW_ANSWER.format(post=on[0]))
    for number, post in enumerate(on, 901):
        add(newer, "Comments", NEW_COMMENT.format(number=number, post=post))
    import_dump(newer, KETTLES, "Huzhu", quiet=True)
    db.session.expire_all()
    breaches = [line for lines in checks.run_all(db.session()).values() for line in lines]
    assert breaches == []
    new = db.session.scalars(select(Post).where(Post.external_id.in_(["900", "comment-901", "comment-902"])))
    assert [each.thread_id for each in new] == [goes_on] * 3


def test_questions_under_a_tag_that_leads_to_another_one_come_under_that(
    app: "Huzhu", carol: Actor, tmp_path: Path
) -> None:
    with unit_of_work():
        questions.ask("Chalk in my kettle again", "How does one get it out again?", ["kettle"], by=carol)
    with unit_of_work():
        tag_merging.merge(tag_or_404("kettle"), "kettles", by=carol)
    import_dump(dumped(tmp_path), KETTLES, "Huzhu", quiet=True)
    carried = select(Tag.name).join(QuestionTag, QuestionTag.tag_id == Tag.id).distinct()
    imported = carried.join(Post, Post.id == QuestionTag.question_id).where(Post.external_id.is_not(None))
    assert "kettles" in set(db.session.scalars(imported))
    assert "kettle" not in set(db.session.scalars(imported))


def test_who_follows_it_and_what_leads_to_it_come_where_it_goes_on(
    app: "Huzhu", alice: Actor, carol: Actor, tmp_path: Path
) -> None:
    import_dump(dumped(tmp_path), KETTLES, "Huzhu", quiet=True)
    with unit_of_work():
        into = asked_here(alice)
        goes_on = into.id
        old, other = (
            db.session.scalars(select(Question).where(Question.external_id == number)).one()
            for number in ("1", "9")
        )
        before = {row.member_id for row in follows(old.id)}
        threads.merge(old, into, by=carol)
        old_id, other_id = old.id, other.id
        for each in follows(goes_on):
            if each.member_id in before:  # whoever was handed over has had enough of it
                db.session.delete(each)
    newer = dumped(tmp_path)
    add(newer, "Votes", NEW_FAVOURITE)
    add(newer, "PostLinks", NEW_LINK)
    for _ in range(2):
        import_dump(newer, KETTLES, "Huzhu", quiet=True)
    db.session.expire_all()
    assert [line for lines in checks.run_all(db.session()).values() for line in lines] == []
    new = db.session.scalars(select(Member.id).where(Member.external_id == "1")).one()
    assert {row.member_id for row in follows(goes_on)} == {alice.id, new}
    assert {row.member_id for row in follows(old_id)} == before
    linked = db.session.scalars(select(PostLink).where(PostLink.from_id == other_id)).all()
    assert [(each.to_id, each.kind) for each in linked] == [(goes_on, LinkKind.RELATED)]


def follows(question_id: int) -> list[QuestionFollow]:
    return list(db.session.scalars(select(QuestionFollow).where(QuestionFollow.question_id == question_id)))
