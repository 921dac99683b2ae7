"""What belongs to one member is shown to no other, and no other changes it; some of it not even admins."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest
from flask.testing import FlaskClient

from community.answers import services as answers
from community.answers.models import Answer
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post
from community.questions import services as questions
from community.questions.models import Question
from community.routing import asking
from moderation.appeals import services as appeals
from moderation.escalation.models import Case
from moderation.sanctions.models import Sanction
from tests.conftest import MakeMember, SignIn, actor_of
from tests.security.rows import put
from tests.security.town import TYPED, contents, key_of

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

WORD: Final = "zanzibarine"  # stands in everything that is Alice's own
NOT_YOURS: Final = frozenset({403, 404})
# Nobody else reads or changes these, whatever their role.
PERSONAL: Final = """
    POST /drafts/{draft}/delete
    POST /notifications/{notification}
    POST /notifications/{notification}/read
    POST /settings/sessions/{sign_in}/end
    POST /settings/tokens/{token}/revoke
    POST /settings/passkeys/{passkey}/remove
    POST /settings/oidc/{identity}/remove
    POST /settings/notifications/devices/{device}
    POST /settings/notifications/mutes/{mute}
    POST /flags/{flag}/withdrawal
    POST /licences/{licence}/resignation
    GET /surveys/{survey}
    POST /surveys/{survey}
    POST /appeals/{appeal}/answer
    POST /appeals/{appeal}/withdrawal
    POST /sanctions/{warning}/acknowledgement
    POST /sanctions/{sanction}/appeal
    POST /posts/{answer}/author-word
    POST /api/v1/notifications/{notification}/read
    DELETE /api/v1/flags/{flag}
    PUT /api/v1/surveys/{survey}
    POST /api/v1/appeals/{appeal}/answers
    POST /api/v1/appeals/{appeal}/withdrawal
    POST /api/v1/sanctions/{warning}/acknowledgement
    POST /api/v1/sanctions/{sanction}/appeal
"""
# Those who care for the community have their reasons to come here; other members have none.
SHARED: Final = """
    GET /flags/{flag}
    POST /flags/{flag}/messages
    GET /appeals/{appeal}
    GET /sanctions/{sanction}
    GET /sanctions/{sanction}/appeal
    GET /questions/{question}/private
    POST /questions/{question}/private
    POST /questions/{question}/still-not-solved
    POST /questions/{question}/settled
    POST /questions/{question}/reopen
    POST /questions/{question}/close
    GET /posts/{question}/covered
    POST /posts/{question}/covered/own
    POST /posts/{question}/history/1/restore
    POST /answers/{other_answer}/acceptance
    POST /answers/{other_answer}/acceptance/withdraw
    POST /suggestions/{suggestion}
    POST /invitations/{invite}/revoke
    POST /invitations/{invite}/again
    GET /api/v1/flags/{flag}
    POST /api/v1/flags/{flag}/messages
    GET /api/v1/appeals/{appeal}
    GET /api/v1/questions/{question}/case
    GET /api/v1/questions/{question}/private
    POST /api/v1/questions/{question}/private
    POST /api/v1/questions/{question}/settled
    GET /api/v1/surveys/{survey}
    GET /api/v1/members/alice/sanctions
    PUT /api/v1/answers/{other_answer}/acceptance
    DELETE /api/v1/answers/{other_answer}/acceptance
    DELETE /api/v1/invites/{invite}
    POST /posts/{question}/delete
    POST /posts/{question}/restore
    DELETE /api/v1/posts/{question}
"""
# What each of them takes, where the words that all of them get are not it.
BODIES: Final = {
    "/surveys/": {"expected": 1, "experienced": 1},
    "/close": {"reason": "other"},
    "/private": {"body": "Words of another."},
    "/invitations": {},
    "/undo": {"reason": "Words of another."},
    "/notes/": {"body": "Words of another."},
}
HARMLESS: Final = frozenset({303})  # back to one's own list, which is as it was


@dataclass(frozen=True)
class Somebody:
    """A browser and a key of one who tries."""

    browser: FlaskClient
    key: str

    def tries(self, line: str) -> tuple[int, str]:
        method, _, address = line.partition(" ")
        sent = next(
            (each for part, each in BODIES.items() if part in address), {"words": "Words of another."}
        )
        if not address.startswith("/api/"):
            answer = self.browser.open(address, method=method, data=TYPED | sent if method != "GET" else None)
        else:
            headers = {"Authorization": f"Bearer {self.key}"}
            body = sent if method in {"POST", "PUT"} else None
            answer = self.browser.application.test_client().open(
                address, method=method, headers=headers, json=body
            )
        return answer.status_code, answer.text


@pytest.fixture
def own(app: "Huzhu", alice: Actor, bob: Actor) -> dict[str, int]:
    """Ids of what is Alice's."""
    with unit_of_work():
        number = questions.ask(
            f"My {WORD} relay clicks all night",
            f"It clicks once a minute, {WORD}, since Tuesday.",
            ["relay"],
            by=alice,
        ).id
    with unit_of_work():
        other = questions.ask(
            "Another relay of mine is silent", "It should click and it does not.", ["relay"], by=bob
        )
        answer = answers.answer(other, f"Turn the {WORD} dial to the left until it clicks once.", by=alice).id
    with unit_of_work():
        other_answer = answers.answer(
            db.session.get_one(Question, number), "Let it rest for a night and see what it does.", by=bob
        ).id
        answers.accept(db.session.get_one(Answer, other_answer), by=alice)
        asking.ask_for_staff(db.session.get_one(Question, number), f"I need somebody, {WORD}.", by=alice)
    case = db.session.query(Case).filter_by(question_id=number).one().id
    with unit_of_work():
        posts.hide(db.session.get_one(Post, answer), "off-topic", by=_moderator(bob))
        found = {"question": number, "answer": answer, "other_answer": other_answer}
        found["sanction"] = db.session.query(Sanction).filter_by(member_id=alice.id).one().id
        found["appeal"] = appeals.appeal(found["sanction"], f"It is about the {WORD}.", by=alice).id
        found |= _rows(alice.id, bob.id, number, other_answer, case)
    return found


def _moderator(someone: Actor) -> Actor:
    from dataclasses import replace

    return replace(someone, role=Role.MODERATOR)


def _rows(alice: int, bob: int, question: int, answer: int, case: int) -> dict[str, int]:
    soon = clock.now() + timedelta(days=1)
    tag = put("tags", name="dial")
    return {
        "draft": put("drafts", member_id=alice, kind="question", title=WORD, body=WORD),
        "notification": put(
            "notifications", member_id=alice, kind="answer", question_id=question, post_id=answer
        ),
        "sign_in": put("sign_ins", member_id=alice, expires_at=soon),
        "token": put("api_tokens", member_id=alice, label=WORD),
        "passkey": put("passkeys", member_id=alice, label=WORD),
        "identity": put("oidc_identities", member_id=alice, subject=WORD),
        "device": put("push_devices", member_id=alice, label=WORD),
        "mute": put("notification_mutes", member_id=alice, question_id=question),
        "flag": put("flags", flagger_id=alice, post_id=answer, reason="spam", note=WORD),
        "survey": put(
            "surveys",
            member_id=alice,
            case_id=case,
            question_id=question,
            state="asked",
            words=WORD,
            asked_at=clock.now(),
            expires_at=soon,
        ),
        "warning": put("sanctions", member_id=alice, kind="warn", reason="spam", words=WORD),
        "licence": put("rep_licences", member_id=alice, tag_id=tag, lang="en", state="applied", words=WORD),
        "suggestion": put(
            "edit_suggestions",
            author_id=bob,
            post_id=question,
            base_number=1,
            body_markdown=f"{WORD} once more",
        ),
        "invite": put(
            "invites", by_id=alice, lang="en", words=WORD, expires_at=soon, email="zoe@example.com"
        ),
    }


def comer(app: "Huzhu", member: MakeMember, sign_in: SignIn, role: str) -> Somebody:
    actor = actor_of(member("mallory", role=role))
    return Somebody(sign_in(app.test_client(), actor), key_of(actor.id))


def hers(alice: Actor) -> list[object]:
    """What Alice may come in with."""
    tables = [db.metadata.tables[name] for name in ("sign_ins", "api_tokens")]
    found = [db.session.execute(each.select().where(each.c.member_id == alice.id)).all() for each in tables]
    db.session.rollback()
    return found


def lines(text: str, own: dict[str, int]) -> list[str]:
    return [each.strip().format(**own) for each in text.splitlines() if each.strip()]


@pytest.mark.parametrize(
    ("role", "of"),
    [
        (Role.MEMBER, PERSONAL + SHARED),
        (Role.MODERATOR, PERSONAL),
        (Role.AGENT, PERSONAL),
        (Role.ADMIN, PERSONAL),
    ],
)
def test_nothing_of_another_is_shown_or_changed(
    app: "Huzhu", own: dict[str, int], alice: Actor, member: MakeMember, sign_in: SignIn, role: str, of: str
) -> None:
    mallory = comer(app, member, sign_in, role)
    doors = hers(alice)
    before, wrong = contents(), []
    for line in lines(of, own):
        status, text = mallory.tries(line)
        if status not in NOT_YOURS | (HARMLESS if line.endswith("/read") else set()) or WORD in text:
            wrong.append((line, status, WORD in text))
    assert not wrong, "\n".join(map(str, wrong))
    assert contents() == before
    assert hers(alice) == doors


def test_their_owner_reaches_what_the_tests_above_are_kept_from(
    app: "Huzhu", own: dict[str, int], alice: Actor, sign_in: SignIn
) -> None:
    """Else the addresses above might simply be wrong."""
    herself = Somebody(sign_in(app.test_client(), alice), key_of(alice.id))
    reached = {line: herself.tries(line)[0] for line in lines(PERSONAL + SHARED, own)}
    missed = {line: status for line, status in reached.items() if status == 404 or status >= 500}
    assert not missed, "\n".join(map(str, missed.items()))
