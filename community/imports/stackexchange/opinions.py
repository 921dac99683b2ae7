"""Stars, favourites and links of a dump."""

from sqlalchemy import Connection, select, update

from community.imports.stackexchange import mapping
from community.imports.stackexchange.batches import add_numbered, in_batches
from community.imports.stackexchange.columns import Row
from community.imports.stackexchange.load import Load
from community.imports.stackexchange.records import VoteKind
from community.imports.tables import insert_rows
from community.kernel.db import db, table_of
from community.posts.models import LinkKind, PostLink
from community.questions.models import CloseReason, Question, QuestionFollow
from community.ratings.models import Rating


def load_ratings(load: Load) -> None:
    """Votes up and down on answers become five stars and one, without a rater."""
    known = select(Rating.external_id).where(Rating.external_source == load.site.name)
    have = set(db.session.scalars(known))
    votes = (mapping.vote(row) for row in load.survey.rows("Votes"))
    stars = (vote for vote in votes if vote.kind is VoteKind.STARS and load.survey.why_not_vote(vote) is None)
    new = (
        {
            "answer_id": load.post(vote.post),
            "rater_id": None,
            "stars": vote.stars,
            "created_at": vote.created_at,
            "updated_at": vote.created_at,
            "external_source": load.site.name,
            "external_id": str(vote.number),
        }
        for vote in load.tracked(stars, "Ratings", load.survey.found["ratings"])
        if str(vote.number) not in have
    )

    def write(connection: Connection, batch: list[Row]) -> None:
        add_numbered(connection, table_of(Rating), batch)

    in_batches(new, write)


def load_favourites(load: Load) -> None:
    """Who made a question a favourite follows it; where it was merged here, the one in which it goes on.

    Whoever was handed over at that merging may have left the other one since, and is not brought back.
    """
    have = set(db.session.execute(select(QuestionFollow.question_id, QuestionFollow.member_id)))
    new: dict[tuple[int, int], Row] = {}
    for vote in map(mapping.vote, load.survey.rows("Votes")):
        if vote.kind is not VoteKind.FAVOURITE or load.survey.why_not_vote(vote) or vote.member is None:
            continue
        member_id = load.members[vote.member]
        pair = (load.thread(vote.post), member_id)
        if pair not in have and (load.post(vote.post), member_id) not in have:
            row = {"question_id": pair[0], "member_id": pair[1], "created_at": vote.created_at}
            new.setdefault(pair, row)

    def write(connection: Connection, batch: list[Row]) -> None:
        insert_rows(connection, table_of(QuestionFollow), batch)

    in_batches(new.values(), write)


def load_links(load: Load) -> None:
    """Links between questions, as they go on here; a closed question that repeats another one leads to it."""
    known = select(PostLink.from_id, PostLink.to_id, PostLink.kind)
    have = set(db.session.execute(known))
    new: dict[tuple[int, int, str], Row] = {}
    for link in map(mapping.link, load.survey.rows("PostLinks")):
        if link is None or load.survey.why_not_link(link):
            continue
        kind = LinkKind(link.kind.value)
        given = (load.post(link.source), load.post(link.target), str(kind))
        # What repeats another question does so itself, whatever it was merged into.
        source = given[0] if kind is LinkKind.DUPLICATE else load.thread(link.source)
        key = (source, load.thread(link.target), str(kind))
        row = dict(zip(("from_id", "to_id", "kind"), key, strict=True))
        if have.isdisjoint((given, key)) and key[0] != key[1]:
            new.setdefault(key, row | {"created_at": link.created_at, "external_id": str(link.number)})

    def write(connection: Connection, batch: list[Row]) -> None:
        add_numbered(connection, table_of(PostLink), batch)
        for row in batch:
            if row["kind"] == LinkKind.DUPLICATE:
                _lead_to_original(connection, row)

    in_batches(new.values(), write)


def _lead_to_original(connection: Connection, link: Row) -> None:
    question = table_of(Question)
    connection.execute(
        update(question)
        .where(
            question.c.id == link["from_id"],
            question.c.close_reason == CloseReason.DUPLICATE,
            question.c.duplicate_of_id.is_(None),
        )
        .values(duplicate_of_id=link["to_id"])
    )
