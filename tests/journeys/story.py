"""One customer story on an imported community, step by step: `make story` prints each with its page.

Import, ask, gate, answer, rate, reward, moderate, escalate, return.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from click.testing import CliRunner
from flask import Flask

import app as house
from community.accounts import services as accounts
from community.kernel import clock, worker
from community.kernel.policy import Role
from community.kernel.unit_of_work import unit_of_work
from moderation.escalation import service_hours
from moderation.sla.hours import due_at
from tests.conftest import make_app
from tests.journeys.texts import ANGRY, EXPERT, MENDED, SHOUTED
from tests.journeys.visitor import PASSWORD, Visitor, answer_number, letters_to, link_in, number_of
from tests.machine import data_folder

OWN_DUMP = Path(__file__).parent.parent / "community" / "imports" / "dumps" / "kettles.example.com"


def named(name: str) -> str:
    """A name that nobody in an imported community has."""
    return f"{name}.story"


class Story:
    """The story on one site. `say` gets each step in words and the address of its page."""

    def __init__(self, app: Flask, mail: Path, say: Callable[[str, str], None]) -> None:
        self.app = app
        self.mail = mail
        self.say = say

    def tell(self, dump: Path) -> None:
        """All chapters, in order."""
        self.import_community(dump)
        self.gather()
        question = self.ask()
        self.gate()
        answer = self.answer(question)
        self.reward(question, answer)
        self.escalate()
        self.wait_too_long()
        self.check()

    def command(self, *words: str) -> str:
        """Run a `huzhu` command on this site."""
        done = CliRunner().invoke(house.commands, list(words), obj=lambda: self.app, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    def import_community(self, dump: Path) -> None:
        told = json.loads(self.command("import", "stackexchange", str(dump), "--json"))
        self.say(
            f"{dump.name} moved in: {told['questions']} questions, {told['answers']} answers, {told['users']} people",
            "/questions",
        )
        again = json.loads(self.command("import", "stackexchange", str(dump), "--json"))
        assert again == told

    def gather(self) -> None:
        """Alice signs up by herself; the others are appointed."""
        alice = Visitor(self.app, named("alice"))
        alice.sends(
            "/sign-up", 302, name=named("alice"), email="alice@example.com", password=PASSWORD, consent="y"
        )
        letter = letters_to(self.app, self.mail, "alice@example.com")[-1]
        alice.sends(link_in(letter, "confirm"), 302)
        self.alice = alice.signs_in()
        self.say("Alice signed up and confirmed her address", "/members/alice.story")
        roles = {"bob": Role.MEMBER, "grace": Role.MEMBER, "heidi": Role.MEMBER, "carol": Role.MODERATOR}
        roles |= {"dave": Role.AGENT, "erin": Role.SPECIALIST}
        people = {name: self._appointed(name, role) for name, role in roles.items()}
        self.bob, self.grace, self.heidi, self.carol, self.dave, self.erin = people.values()

    def _appointed(self, name: str, role: Role) -> Visitor:
        with self.app.app_context():
            who = accounts.applicant(named(name), f"{name}@example.com", PASSWORD, consent=True, lang="en")
            with unit_of_work():
                member = accounts.create_member(who, role)
                member.confirmed_at = clock.now()
                member.display_name = name.capitalize()
        return Visitor(self.app, named(name)).signs_in()

    def ask(self) -> str:
        question = self.alice.asks(
            "How can I keep one name for both radio bands at home?",
            "I have a router and two nodes. The phones stick to the slow band in the garden. I tried a restart and the "
            "newest firmware, and I would like to keep one name for everything.",
            "wifi mesh",
        )
        Visitor(self.app, "").sees(question, "How can I keep one name")
        self.say("Alice asks; the gate lets it through at once", question)
        return question

    def gate(self) -> None:
        """A shouted question is held, refused with a reason, mended, and published."""
        title = "The light on the router blinks red all night"
        held = self.alice.asks(title, SHOUTED, "router")
        self.alice.sees(held, "Waiting for a moderator", "capitals")
        Visitor(self.app, "").cannot_see(held)
        self.say("Alice shouts; only she and the moderators see it, with the reason", held)
        item = self.carol.sends("/review/next").location.partition("?")[0]
        self.carol.sees(item, "capitals")
        self.carol.sends(f"{item}/decision", decision="refuse", reason="shouting")
        self.alice.sees(held, "Not published")
        self.say("Carol takes it from the queue and refuses it with a reason", item)
        number = number_of(held)
        self.alice.sends(f"/questions/{number}/edit", title=title, body=MENDED, tags="router", base="1")
        self._approve(number)
        Visitor(self.app, "").sees(held, "since the update")
        self.say("Alice mends it, Carol approves it, everyone sees it", held)

    def _approve(self, number: int) -> None:
        """Carol works through the queue until this post is decided."""
        for _turn in range(20):
            item = self.carol.sends("/review/next").location.partition("?")[0]
            if item == "/review":
                break
            found = f"/posts/{number}/edit" in self.carol.sees(item)
            self.carol.sends(f"{item}/decision", decision="approve")
            if found:
                return
        message = f"post {number} was not in the queue"
        raise AssertionError(message)

    def answer(self, question: str) -> str:
        self.bob.sends(f"/questions/{number_of(question)}/lease")
        self.alice.sees(
            question, "Bob is answering" if "Bob is answering" in self.alice.sees(question) else "answering"
        )
        answer = self.bob.answers(
            question,
            "Switch on band steering under Radio, and give the nodes a wired backhaul if you can. The phones then move "
            "to the fast band by themselves; old devices that refuse can have a guest network of their own.",
        )
        self.say("Bob takes the question and answers it", answer)
        letter = letters_to(self.app, self.mail, "alice@example.com")[-1]
        link = link_in(letter, "solved")
        reader = Visitor(self.app, "")
        reader.sees(link, "Did this solve it?")
        reader.sends(link)
        assert reader.browser.post(link).status_code in {404, 410}, "the link works once"
        self.alice.sees(question, "Solved it for the asker")
        self.say("Alice presses the one-use link in her letter, without signing in: solved", question)
        return answer

    def reward(self, question: str, answer: str) -> None:
        number = answer_number(answer)
        assert self.bob.browser.post(f"/answers/{number}/rating", data={"stars": "5"}).status_code == 403
        for reader in (self.alice, self.grace, self.heidi):
            reader.sends(f"/answers/{number}/rating", stars="5")
        self.dave.sends(f"/answers/{number}/thanks")
        # accepted by the asker 15, three times five stars 30, thanks of the staff 20
        self.bob.sees("/members/bob.story/reputation", "65")
        self.say(
            "Readers give stars, the team says thanks: 65 points, each explained",
            "/members/bob.story/reputation",
        )
        page = self.bob.sees("/members/bob.story")
        assert "medal" in page or "badge" in page
        self.say("Bob has his first badges", "/members/bob.story")
        board = Visitor(self.app, "").sees("/leaderboards?period=week")
        assert "bob.story" in board
        assert "dave.story" not in board, "staff stand on no board"
        self.say("and a place on the board of the week", "/leaderboards?period=week")

    def escalate(self) -> None:
        for lang, (title, body) in ANGRY.items():
            self._one_case(self.grace, title, body, tier=1, lang=lang, agent=self.dave)
        for lang, (title, body) in EXPERT.items():
            self._one_case(self.heidi, title, body, tier=2, lang=lang, agent=self.erin)

    def _one_case(self, who: Visitor, title: str, body: str, *, tier: int, lang: str, agent: Visitor) -> None:
        question = who.asks(title, body, "router")
        case = self._case_of(question, tier)
        path = f"/desk/cases/{case}"
        agent.sees(path, title)
        matter = "an angry complaint" if tier == 1 else "an expert's question"
        self.say(f"{matter} ({lang}) is with tier {tier} at once, with the reason", path)
        agent.sends(f"{path}/claim")
        agent.sends(f"{path}/notes", note="Known customer; checked the serial number.")
        if tier == 1:
            agent.sends(
                f"{path}/replies",
                body="I am sorry. I have looked at your line and ordered an exchange today.",
                then="resolve",
            )
            who.sees(question, "ordered an exchange today")
            self.say("the agent claims, notes, replies in the thread and settles it", question)
        else:
            agent.sends(
                f"{path}/return", why="The firmware team asks the community for captures of other providers."
            )
            who.sees(question)
            self.say("the specialist looks at it and returns it to the community", question)

    def _case_of(self, question: str, tier: int) -> int:
        from community.kernel.db import db
        from community.routing.models import Need
        from moderation.escalation.models import Case

        with self.app.app_context():
            cases = (
                db.session.query(Case)
                .join(Need, Need.id == Case.need_id)
                .filter(Need.question_id == number_of(question))
                .all()
            )
            assert len(cases) == 1, f"{question}: {len(cases)} cases"
            assert cases[0].tier == tier, f"{question}: tier {cases[0].tier}"
            return int(cases[0].id)

    def wait_too_long(self) -> None:
        question = self.alice.asks(
            "Which cable do I need between the two floors?",
            "The floors are twelve metres apart and I would like to keep the full speed of the line upstairs.",
            "cabling",
        )
        with self.app.app_context():
            worker.tick(clock.now() + timedelta(minutes=90))
        with self.app.app_context():
            too_long = due_at(clock.now(), timedelta(minutes=150), service_hours.calendar())
            for _again in range(2):
                worker.tick(too_long)
        case = self._case_of(question, 1)
        self.alice.sees(question)
        self.say(
            "nobody answered for two hours of service: the timer hands it to tier 1, once",
            f"/desk/cases/{case}",
        )
        self.dave.sends(f"/desk/cases/{case}/claim")
        self.dave.sends(f"/desk/cases/{case}/return", why="Anyone who has laid such a cable can tell best.")
        self.say("the agent returns it to the community with a note", question)

    def check(self) -> None:
        self.command("tick")
        told = self.command("check")
        self.say(f"huzhu check: {told.strip()}", "/transparency")


def main() -> None:
    """Tell the story on a new site, and keep the site so that it can be looked at."""
    dumps = data_folder() / "qa_dumps" / "ai.stackexchange.com"
    folder = Path(os.environ.get("HUZHU_DATA_DIR") or tempfile.mkdtemp(prefix="huzhu-story-"))
    site = make_app(folder)
    step = 0

    def say(words: str, address: str) -> None:
        nonlocal step
        step += 1
        sys.stdout.write(f"{step:2}. {words}\n    http://127.0.0.1:8000{address}\n")
        sys.stdout.flush()

    with site.app_context():
        from community.kernel.site_cli import prepare_site

        prepare_site()
    Story(site, folder / "mail", say).tell(dumps if dumps.is_dir() else OWN_DUMP)
    sys.stdout.write(
        f"\nTo look at it: HUZHU_DATA_DIR={folder} .venv/bin/huzhu serve\n"
        f"Sign in as alice.story, bob.story, carol.story, dave.story or erin.story with: {PASSWORD}\n"
    )


if __name__ == "__main__":
    main()
