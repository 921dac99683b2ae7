"""An imported community is as it was: words, authors, dates, scores, tags, stars and edits."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

from community.accounts.models import Member
from community.answers.models import Answer
from community.comments.models import Comment
from community.imports.stackexchange.reader import DumpError
from community.kernel.db import db
from community.kernel.jobs import Job
from community.kernel.stamps import FOUND, PageStamp
from community.notifications.models import Notification
from community.posts.models import LinkKind, Post, PostLink, Revision
from community.questions.models import CloseReason, Question, QuestionFollow
from community.ratings.models import Rating
from community.search import services as search
from community.tags.models import QuestionTag, Tag
from tests.community.imports.conftest import DUMP, NewSite, breaches, content, import_kettles, within

if TYPE_CHECKING:
    from community.kernel.web import Huzhu


@pytest.fixture
def kettles(on_sqlite: NewSite) -> "Huzhu":
    site = on_sqlite("kettles")
    import_kettles(site)
    return site


def question(number: int) -> Question:
    return db.session.scalars(select(Question).filter_by(external_id=str(number))).one()


def answer(number: int) -> Answer:
    return db.session.scalars(select(Answer).filter_by(external_id=str(number))).one()


def name_of(member_id: int | None) -> str:
    return db.session.get_one(Member, member_id).display_name


def test_what_came_in_is_counted(new_site: NewSite) -> None:
    site = new_site("counted")

    told = import_kettles(site)

    with within(site):
        counted = {
            "users": db.session.scalar(select(func.count()).select_from(Member)),
            "questions": db.session.scalar(select(func.count()).select_from(Question)),
            "answers": db.session.scalar(select(func.count()).select_from(Answer)),
            "comments": db.session.scalar(select(func.count()).select_from(Comment)),
            "tags": db.session.scalar(select(func.count()).select_from(Tag)),
            "ratings": db.session.scalar(select(func.count()).select_from(Rating)),
            "accepted": db.session.scalar(select(func.count(Answer.accepted_at))),
            "revisions": db.session.scalar(select(func.count(Revision.external_id))),
            "links": db.session.scalar(select(func.count()).select_from(PostLink)),
        }
    assert {name: told[name] for name in counted} == counted
    assert breaches(site) == []


def test_pages_of_what_was_found_are_made_anew_where_there_was_an_index_already(new_site: NewSite) -> None:
    site = new_site("indexed")
    told = select(func.count()).where(PageStamp.kind == FOUND)
    with within(site):
        search.rebuild()
        before = db.session.scalar(told) or 0
    import_kettles(site)
    with within(site):
        assert db.session.scalar(told) == before + 1


def test_a_body_is_clean_and_complete(kettles: "Huzhu") -> None:
    with within(kettles):
        post = question(1)

        assert "boil --until 100 &amp;&amp; echo done" in post.body_html
        assert 'src="https://img.example.com/kettle.png"' in post.body_html
        assert "script" not in post.body_html
        assert 'href="https://kettles.example.com/questions/2/limescale"' in post.body_html
        assert "https://kettles.example.com/questions/2/limescale" in post.body_markdown
        assert "boil --until 100 && echo done" in post.body_markdown


def test_dates_scores_licence_and_origin_are_kept(kettles: "Huzhu") -> None:
    with within(kettles):
        post = question(1)

        assert post.created_at == datetime(2021, 3, 1, 10, 0, 0, 123000, tzinfo=UTC)
        assert post.edited_at == datetime(2021, 3, 3, 12, tzinfo=UTC)
        assert (post.external_score, post.licence) == (4, "CC BY-SA 4.0")
        assert post.external_url == "https://kettles.example.com/q/1"
        assert name_of(post.author_id) == "Ada Brewer"


def test_a_deleted_author_is_a_former_member_whose_name_is_kept(kettles: "Huzhu") -> None:
    with within(kettles):
        assert (question(2).author_id, question(2).author_label) == (None, "user88")


def test_members_of_one_name_get_different_ones(kettles: "Huzhu") -> None:
    with within(kettles):
        names = dict(db.session.execute(select(Member.external_id, Member.name)).all())

    assert names == {"-1": "Community", "1": "Ada-Brewer", "2": "水壶", "3": "Ada-Brewer-3"}


def test_nobody_can_sign_in_as_an_imported_member(kettles: "Huzhu") -> None:
    with within(kettles):
        assert set(db.session.execute(select(Member.email, Member.password_hash))) == {(None, None)}


def test_votes_on_answers_are_stars_without_a_rater(kettles: "Huzhu") -> None:
    with within(kettles):
        rated = answer(3)

        assert rated.distribution == (1, 0, 0, 0, 2)
        assert set(db.session.scalars(select(Rating.rater_id))) == {None}
        assert db.session.scalars(select(Rating).filter_by(external_id="5")).one().created_at == datetime(
            2021, 3, 3, tzinfo=UTC
        )


def test_an_accepting_vote_is_the_askers_acceptance(kettles: "Huzhu") -> None:
    with within(kettles):
        accepted = answer(3)

        assert accepted.accepted_at == datetime(2021, 3, 2, tzinfo=UTC)
        assert accepted.accepted_by_asker
        assert name_of(accepted.accepted_by_id) == "Ada Brewer"
        assert answer(4).accepted_at is None
        assert question(1).accepted_count == 1


def test_a_closed_duplicate_leads_to_the_original(kettles: "Huzhu") -> None:
    with within(kettles):
        closed = question(2)

        assert closed.close_reason == CloseReason.DUPLICATE
        assert closed.duplicate_of_id == question(9).id
        assert name_of(closed.closed_by_id) == "Community"
        kinds = {(link.from_id, link.to_id): link.kind for link in db.session.scalars(select(PostLink))}
        assert kinds == {
            (question(1).id, question(2).id): LinkKind.RELATED,
            (question(2).id, question(9).id): LinkKind.DUPLICATE,
        }


def test_tags_keep_their_order_and_their_descriptions(kettles: "Huzhu") -> None:
    with within(kettles):
        tags = db.session.scalars(
            select(Tag.name)
            .join(QuestionTag, QuestionTag.tag_id == Tag.id)
            .where(QuestionTag.question_id == question(1).id)
            .order_by(QuestionTag.position)
        ).all()
        kettle = db.session.scalars(select(Tag).filter_by(name="kettle")).one()

        assert tags == ["kettle", "switch"]
        assert kettle.excerpt == "For vessels that boil water."
        assert "<em>water</em>" in kettle.wiki_html
        assert "*water*" in kettle.wiki_markdown
        assert kettle.question_count == 3


def test_every_revision_holds_all_the_words_as_they_were(kettles: "Huzhu") -> None:
    with within(kettles):
        held = db.session.scalars(
            select(Revision).filter_by(post_id=question(1).id).order_by(Revision.number)
        ).all()

        assert [(each.number, each.title, each.body_markdown, each.tags) for each in held] == [
            (1, "Kettle broken", "My kettle switches off to early.", ["kettle"]),
            (2, WHY, "My kettle switches off to early.", ["kettle", "switch"]),
            (3, WHY, "All kettles are bad.", ["kettle", "switch"]),
            (4, WHY, "My kettle switches off too early.", ["kettle", "switch"]),
        ]
        assert [each.comment for each in held][1:] == ["clearer title", "rant", "Rollback to Revision 2"]
        assert question(1).revision_count == 4


WHY = "Why does my kettle switch off before it boils?"


def test_a_post_without_history_has_its_original(kettles: "Huzhu") -> None:
    with within(kettles):
        only = db.session.scalars(select(Revision).filter_by(post_id=question(9).id)).one()

        assert (only.number, only.external_id) == (1, None)
        assert (only.title, only.tags) == (question(9).title, ["kettle"])
        assert only.body_markdown == question(9).body_markdown


def test_a_favourite_is_followed(kettles: "Huzhu") -> None:
    with within(kettles):
        follows = db.session.scalars(select(QuestionFollow)).all()

        assert [(each.question_id, name_of(each.member_id)) for each in follows] == [(question(1).id, "水壶")]
        assert question(1).follower_count == 1


def test_comments_stand_under_their_post_in_markdown(kettles: "Huzhu") -> None:
    with within(kettles):
        remark = db.session.scalars(select(Comment).filter_by(external_id="comment-1")).one()
        thanks = db.session.scalars(select(Comment).filter_by(external_id="comment-3")).one()

        assert "<em>really</em>" in remark.body_html
        assert (thanks.parent_id, thanks.question_id, thanks.lang) == (
            answer(3).id,
            question(1).id,
            "zh-Hans",
        )
        assert question(1).comment_count == 2


def test_chinese_questions_are_known_as_such(kettles: "Huzhu") -> None:
    with within(kettles):
        assert question(9).lang == "zh-Hans"
        assert question(1).lang == "en"


def test_a_second_run_changes_nothing(new_site: NewSite, tmp_path: Path) -> None:
    site = new_site("twice")
    first = import_kettles(site)
    before = content(site, tmp_path / "before")

    second = import_kettles(site)

    assert second == first
    assert content(site, tmp_path / "after") == before


def test_a_newer_dump_of_the_same_site_adds_what_is_new(on_sqlite: NewSite, tmp_path: Path) -> None:
    older = tmp_path / "older"
    shutil.copytree(DUMP, older)
    posts = (older / "Posts.xml").read_text(encoding="utf-8").splitlines(keepends=True)
    (older / "Posts.xml").write_text(
        "".join(line for line in posts if 'Id="4"' not in line), encoding="utf-8"
    )
    site = on_sqlite("newer")
    import_kettles(site, older)

    told = import_kettles(site)

    assert told["answers"] == 2
    with within(site):
        assert answer(4).distribution == (2, 0, 0, 0, 0)
        assert question(1).answer_count == 2
    assert breaches(site) == []


@pytest.mark.parametrize(
    "name", ["Users", "Posts", "Comments", "Votes", "Tags", "PostLinks", "PostHistory", "Badges"]
)
def test_nothing_of_a_cut_off_dump_comes_in(name: str, on_sqlite: NewSite, tmp_path: Path) -> None:
    shutil.copytree(DUMP, tmp_path / "cut")
    file = tmp_path / "cut" / f"{name}.xml"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) - 30])
    site = on_sqlite("nothing")

    with pytest.raises(DumpError, match=rf"{name}\.xml, line \d+: the file is"):
        import_kettles(site, tmp_path / "cut")

    with within(site):
        assert not db.session.scalar(select(func.count()).select_from(Member))
        assert not db.session.scalar(select(func.count()).select_from(Post))


def test_an_import_rings_nobody(kettles: "Huzhu") -> None:
    with within(kettles):
        assert not db.session.scalar(select(func.count()).select_from(Notification))
        assert not db.session.scalar(select(func.count()).select_from(Job))
