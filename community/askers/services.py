"""An address asks, is confirmed, hears of answers, stops them, takes its questions along, is forgotten."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select, update

from community.accounts import queries as accounts
from community.accounts.models import Member
from community.accounts.rules import email_key
from community.askers import queries, rules
from community.askers.models import Asker, AskerQuestion
from community.channels import forgetting
from community.kernel import clock, events, mail, secret_links
from community.kernel.bus import publish as tell
from community.kernel.db import db, lock_row
from community.kernel.errors import Invalid, NotFound
from community.kernel.mail import Mail, MailLink, send_later
from community.kernel.masks import labelled
from community.kernel.text import strip_controls
from community.kernel.thresholds import threshold
from community.kernel.unit_of_work import unit_of_work
from community.kernel.upsert import changed_rows, insert_once
from community.kernel.words import N_
from community.posts.models import Revision
from community.questions import taking_part
from community.questions.models import Question
from community.routing.models import Letter

CONFIRM: Final = "asked-confirm"
ANSWER: Final = "asked-answer"
PATH: Final = "/asked/{word}"
STOP: Final = "/asked/{word}/stop"
SHORTEST_REPLY: Final = 2
STILL_NEWS: Final = timedelta(days=3)  # a letter that nobody takes comes back within that time
LONGEST_REPLY: Final = 5_000


def wrote(channel: str, external_id: str, email: str, lang: str) -> None:
    """A message came from `email`: where it is a question, its answers will go there, once that is confirmed.

    What happens is the same whether the address has an account or not.
    """
    question_id = queries.question_of_message(channel, external_id)
    if question_id is None:
        return
    asker = _kept(email, lang)
    insert_once(AskerQuestion, question_id=question_id, asker_id=asker.id)
    if asker.is_reachable:
        return
    now = clock.now()
    if rules.may_be_asked(asker.sent_count, asker.sent_at, now):
        asker.sent_count += 1
        asker.sent_at = now
        # Anybody may have typed this address: not one word of theirs goes there.
        links = {"link": MailLink(PATH, asker.seed)}
        send_later(Mail(kind=CONFIRM, to=asker.email, lang=asker.lang, links=links))


def _kept(email: str, lang: str) -> Asker:
    now, seed, key = clock.now(), secret_links.new_seed(), email_key(email)
    mark = secret_links.fingerprint(secret_links.word_of(seed))
    insert_once(
        Asker,
        email=email,
        email_key=key,
        lang=lang,
        seed=seed,
        token_hash=mark,
        sent_count=0,
        created_at=now,
        asked_at=now,
    )
    asker = db.session.scalars(select(Asker).where(Asker.email_key == key)).one()
    lock_row(asker)
    asker.asked_at, asker.lang = now, lang
    return asker


def confirm(asker: Asker) -> None:
    """The holder of the address wants the answers: what was written meanwhile is sent at once."""
    lock_row(asker)
    asker.confirmed_at = asker.confirmed_at or clock.now()
    asker.stopped_at, asker.sent_count, asker.sent_at = None, 0, None
    db.session.flush()
    if take_along(asker) is None:
        _send(asker, queries.letters_to(asker.id, untold=True))


def replied(question_id: int, letter_id: int) -> None:
    """Staff wrote to whoever asked: it is sent to their address, or kept until that is confirmed."""
    asker = queries.of_question(question_id)
    if asker is None:
        return
    lock_row(asker)
    if asker.is_reachable:
        letter = db.session.get_one(Letter, letter_id)
        _send(asker, [(letter, db.session.get_one(Question, question_id))])


def _send(asker: Asker, letters: Sequence[tuple[Letter, Question]]) -> None:
    for letter, question in letters:
        send_later(
            Mail(
                kind=ANSWER,
                to=asker.email,
                lang=asker.lang,
                params={
                    "title": labelled(question.title),
                    "body": labelled(letter.body_markdown),
                    "address": asker.email,
                    "letter_id": letter.id,
                    "question_id": question.id,
                },
                links={"unsubscribe": MailLink(STOP, asker.seed), "link": MailLink(PATH, asker.seed)},
                unsubscribe="unsubscribe",
                list_name="answers",
                thread=f"asked-{question.id}",
            )
        )
    told = {question.id for _, question in letters}
    changed_rows(update(AskerQuestion).where(AskerQuestion.question_id.in_(told)).values(told_at=clock.now()))


def came_back(address: str) -> None:
    """Letters to this address come back: whoever has a question from there hears that nobody reads the answers."""
    asker = db.session.scalars(select(Asker).where(Asker.email == address)).first()
    for question in queries.waiting_for(asker.id, clock.now() - STILL_NEWS) if asker is not None else ():
        tell(events.AskerUnreachable(question_id=question.id))


def reply(asker: Asker, question_id: int, text: str, key: str) -> None:
    """Whoever asked writes again, under what was answered to them. Raises Invalid, NotFound."""
    mine = {each.id for each in queries.questions_of(asker.id)}
    if not asker.is_reachable or question_id not in mine:
        raise NotFound
    text = strip_controls(text).strip()
    if len(text) < SHORTEST_REPLY:
        raise Invalid(N_("Write something first."), field="body")
    if len(text) > LONGEST_REPLY:
        raise Invalid(
            N_("This is very long. Please keep to %(most)s characters."), field="body", most=LONGEST_REPLY
        )
    lock_row(asker)
    asker.asked_at = clock.now()
    # Another tab, or the page that the back button shows again, has the same key: other words are another reply.
    tell(
        events.AskerReplied(
            question_id=question_id, text=text, key=f"{key}-{secret_links.fingerprint(text)[:16]}"
        )
    )


def stop(asker: Asker) -> None:
    """No more letters there, until it asks again and says so."""
    lock_row(asker)
    asker.stopped_at = asker.stopped_at or clock.now()
    db.session.flush()


def take_along(asker: Asker) -> Member | None:
    """Give its questions to who has proved that the address is theirs; None while nobody has an account there."""
    member = queries.member_of(asker.email_key)
    if member is None:
        return None
    asker.member_id = member.id
    asker.confirmed_at = asker.confirmed_at or clock.now()
    taken = [each.id for each in queries.questions_of(asker.id)]
    for question in queries.questions_of(asker.id):
        question.author_id, question.author_label = member.id, None
    nobody = Revision.editor_id.is_(None), Revision.number == 1
    changed_rows(update(Revision).where(Revision.post_id.in_(taken), *nobody).values(editor_id=member.id))
    db.session.flush()
    db.session.expire_all()
    for question_id in sorted(taken):
        taking_part.drop_own(db.session.get_one(Question, question_id))
        tell(events.QuestionTaken(question_id=question_id, author_id=member.id))
    return member


def take_along_by(member_id: int) -> None:
    """Somebody proved an address: what was asked from there is theirs."""
    key = db.session.scalar(select(Member.email_key).where(Member.id == member_id))
    found = db.session.scalars(select(Asker).where(Asker.email_key == key)).one_or_none() if key else None
    if found is not None:
        lock_row(found)
        take_along(found)


def forget(askers: Sequence[Asker], *, words_too: bool = False) -> None:
    """Remove addresses, from letters that still wait and from the channel too; the questions stay, of nobody.

    `words_too`: and what was written to the team there.
    """
    ids = [each.id for each in askers]
    questions = db.session.scalars(
        select(AskerQuestion.question_id).where(AskerQuestion.asker_id.in_(ids))
    ).all()
    forgetting.forget_contacts(questions, words_too=words_too)
    for each in askers:
        if accounts.member_by_email(each.email) is None:
            mail.forget(each.email)
        else:  # letters about their account are none of what they asked
            mail.forget_kinds(each.email, {CONFIRM, ANSWER})
    db.session.execute(delete(AskerQuestion).where(AskerQuestion.asker_id.in_(ids)))
    db.session.execute(delete(Asker).where(Asker.id.in_(ids)))


def forget_member(member_id: int, address: str | None) -> None:
    """Somebody closed their account: what they asked from there goes too, also where nobody has confirmed it."""
    theirs = Asker.member_id == member_id
    if address is not None:
        theirs |= Asker.email_key == email_key(address)
        forgetting.forget_writer({address, email_key(address)})
    forget(db.session.scalars(select(Asker).where(theirs)).all(), words_too=True)


def forget_old(now: datetime) -> None:
    """Remove addresses that nobody needs any more; does not write when there is none."""
    long_ago = now - timedelta(days=threshold("asker_address_days"))
    forgetting.forget_silent(long_ago)
    old = queries.gone(
        long_ago,
        now - timedelta(days=threshold("asker_unconfirmed_days")),
    )
    if db.session.scalars(select(Asker.id).where(old).limit(1)).first() is None:
        return
    with unit_of_work():
        forget(db.session.scalars(select(Asker).where(old).limit(500)).all())
