"""Threads of a grown community as rows of our tables, with everything counted that the services would count."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import count
from typing import Any

from community.answers.rules import STARS, sort_score
from community.imports.growth.deeds import Reply, Thread, Written
from community.kernel.text import slug
from community.posts.models import PostKind, PostStatus
from community.routing.models import MoveReason, Stage
from community.routing.rules import UNKNOWN, WITHDRAWALS

Row = dict[str, Any]


class Rows:
    """Numbers posts, ratings, revisions, needs and moves from one, and collects rows by table."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Row]] = defaultdict(list)
        self.rated = self.stars = 0
        self._post, self._revision, self._rating = count(1), count(1), count(1)
        self._need, self._move = count(1), count(1)

    def taken(self) -> dict[str, list[Row]]:
        """What was collected; collecting begins anew."""
        found, self.tables = self.tables, defaultdict(list)
        return found

    def add(self, thread: Thread) -> None:
        """All rows of one thread."""
        thread.id = next(self._post)
        for reply in thread.replies:
            reply.id = next(self._post)
        self._posts(thread)
        self.tables["questions"].append(_question(thread))
        for place, subject in enumerate(thread.subjects):
            row = {"question_id": thread.id, "tag_id": subject.id, "position": place}
            self.tables["question_tags"].append(row)
        for name, people in (
            ("question_follows", thread.followers),
            ("same_problems", thread.sufferers),
        ):
            self.tables[name] += (
                {"question_id": thread.id, "member_id": person.id, "created_at": at} for person, at in people
            )
        for reply in thread.replies:
            self._reply(thread, reply)
        if thread.status != PostStatus.HELD:
            self._ladder(thread)

    def _posts(self, thread: Thread) -> None:
        names = [subject.name for subject in thread.subjects]
        self._post_of(thread, PostKind.QUESTION, thread.title, names)
        for reply in thread.replies:
            self._post_of(reply, PostKind.ANSWER)
        for parent in (thread, *thread.replies):
            for remark in parent.remarks:
                remark.id = next(self._post)
                self._post_of(remark, PostKind.COMMENT)
                self.tables["comments"].append(
                    {"id": remark.id, "parent_id": parent.id, "question_id": thread.id}
                )

    def _post_of(
        self, post: Written, kind: PostKind, title: str | None = None, tags: list[str] | None = None
    ) -> None:
        now = post.now_says
        seen = post.status != PostStatus.HELD
        self.tables["posts"].append(
            {
                "id": post.id,
                "kind": str(kind),
                "author_id": post.author.id,
                "status": str(post.status),
                "lang": "zh-Hans" if post.chinese else "en",
                "body_markdown": now.markdown,
                "body_html": now.html,
                "created_at": post.at,
                "published_at": post.at if seen else None,
                "edited_at": post.edited_at,
                "hidden_at": post.hidden_at,
                "hidden_by_id": post.hidden_by.id if post.hidden_by else None,
                "hidden_reason": post.hidden_reason,
                "comment_count": sum(remark.is_visible for remark in post.remarks),
                "revision_count": 2 if post.edited_at else 1,
            }
        )
        for number, words, at in (
            (1, post.words, post.at),
            *(((2, now, post.edited_at),) if post.edited_at else ()),
        ):
            self.tables["revisions"].append(
                {
                    "id": next(self._revision),
                    "post_id": post.id,
                    "number": number,
                    "editor_id": post.author.id,
                    "title": title,
                    "body_markdown": words.markdown,
                    "tags": tags,
                    "created_at": at,
                }
            )

    def _reply(self, thread: Thread, reply: Reply) -> None:
        counts = reply.distribution
        self.tables["answers"].append(
            {
                "id": reply.id,
                "question_id": thread.id,
                "by_staff": reply.by_staff,
                "accepted_at": reply.accepted_at,
                "accepted_by_id": reply.accepted_by.id if reply.accepted_by else None,
                "accepted_by_asker": reply.accepted_by is thread.author,
                **{f"stars_{stars}": counts[stars - 1] for stars in STARS},
                "rating_count": sum(counts),
                "score": sort_score(counts),
            }
        )
        self.rated += len(reply.ratings)
        for rating in reply.ratings:
            self.stars += rating.stars
            self.tables["ratings"].append(
                {
                    "id": next(self._rating),
                    "answer_id": reply.id,
                    "rater_id": rating.rater.id,
                    "stars": rating.stars,
                    "created_at": rating.at,
                    "updated_at": rating.at,
                }
            )

    def _ladder(self, thread: Thread) -> None:
        """The need of a question that was seen, and its steps."""
        need_id, steps = next(self._need), list(_steps(thread))
        stage, since = steps[-1][0], steps[-1][2]
        solved = stage == Stage.RESOLVED
        self.tables["needs"].append(
            {
                "id": need_id,
                "question_id": thread.id,
                "stage": stage,
                "stage_since": since,
                "opened_at": thread.at,
                "resolved_at": since if solved else None,
                "resolved_by": str(thread.answered_by or UNKNOWN) if solved else None,
            }
        )
        before = str(Stage.SELF_SERVICE)
        for stage, reason, at, rule in steps:
            self.tables["moves"].append(
                {
                    "id": next(self._move),
                    "need_id": need_id,
                    "from_stage": before,
                    "to_stage": stage,
                    "reason": reason,
                    "rule": rule,
                    "created_at": at,
                }
            )
            before = stage


def _steps(thread: Thread) -> Iterator[tuple[str, str, Any, str]]:
    yield str(Stage.CROWD), str(MoveReason.ASKED), thread.at, "gate"
    if thread.hidden_reason in WITHDRAWALS:
        yield str(Stage.RESOLVED), str(MoveReason.WITHDRAWN), thread.hidden_at, "hidden"
        return
    if thread.lifted_at:
        yield str(Stage.TIER_1), str(thread.lifted_for), thread.lifted_at, str(thread.lifted_for)
    if thread.solved_at:
        by_staff = thread.lifted_at and not any(reply.accepted_at for reply in thread.replies)
        reason = MoveReason.STAFF_SOLVED if by_staff else MoveReason.SOLVED
        rule = "closed" if thread.closed_at else "staff" if by_staff else "asker"
        yield str(Stage.RESOLVED), str(reason), thread.solved_at, rule


def _question(thread: Thread) -> Row:
    shown = thread.shown_replies
    accepted = [reply.accepted_at for reply in shown if reply.accepted_at]
    best = min(shown, key=_place, default=None)
    counts = best.distribution if best else []
    posts = [*shown, *(remark for post in (thread, *thread.replies) for remark in post.remarks)]
    newest = max(((post.at, post.id, post.author.id) for post in posts if post.is_visible), default=None)
    edits = [post.edited_at for post in (thread, *posts) if post.edited_at and post.is_visible]
    return {
        "id": thread.id,
        "title": thread.title,
        "slug": slug(thread.title),
        "answer_count": len(shown),
        "accepted_count": len(accepted),
        "same_problem_count": len(thread.sufferers),
        "follower_count": len(thread.followers),
        "best_answer_id": best.id if best else None,
        "best_rating_count": sum(counts),
        "best_rating_sum": sum(stars * number for stars, number in zip(STARS, counts, strict=False)),
        "asked_at": thread.at,
        "listed": thread.is_visible,
        "last_activity_at": max([thread.at, *edits, *([newest[0]] if newest else [])]),
        "last_post_by_asker": newest is None or newest[2] == thread.author.id,
        "first_answered_at": min((reply.at for reply in shown), default=None),
        "solved_at": min(accepted, default=None),
        "closed_at": thread.closed_at,
        "close_reason": str(thread.close_reason) if thread.close_reason else None,
        "closed_by_id": thread.closed_by.id if thread.closed_by else None,
    }


def _place(reply: Reply) -> tuple[bool, float, Any, int]:
    return reply.accepted_at is None, -sort_score(reply.distribution), reply.at, reply.id
