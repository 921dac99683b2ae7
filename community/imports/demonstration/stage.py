"""Who and what is on stage while the demonstration is played: names and targets by their ids."""

from dataclasses import dataclass, field
from typing import Final

from community.accounts import consents
from community.accounts import queries as accounts
from community.accounts.models import Member
from community.accounts.rules import email_key, name_key
from community.imports.demonstration.script import Person
from community.kernel import clock, markup
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.policy import Actor, Role
from community.kernel.ports import standing_of
from community.posts import queries as posts
from community.posts.models import Post

SOURCE: Final = "demonstration"
DOMAIN: Final = "wrenlink.example"  # reserved: no message can leave for it
TRUSTED_WITH: Final = frozenset({"rate-answer"})  # a young community trusts its first members


@dataclass
class Stage:
    """The people and posts that are there so far."""

    people: dict[str, Person]
    password_hash: str
    members: dict[str, int] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)
    suggestions: dict[str, int] = field(default_factory=dict)

    def enter(self, name: str) -> None:
        """Let a person become a member now."""
        person = self.people[name]
        now = clock.now()
        member = Member(
            name=person.name,
            name_key=name_key(person.name),
            display_name=person.shown,
            email=f"{person.mail}@{DOMAIN}",
            email_key=email_key(f"{person.mail}@{DOMAIN}"),
            password_hash=self.password_hash,
            role=person.role,
            lang=person.language,
            timezone="Asia/Shanghai" if person.language == "zh-Hans" else "UTC",
            bio_markdown=person.bio,
            bio_html=markup.render(person.bio).html if person.bio else "",
            created_at=now,
            confirmed_at=now,
            external_source=SOURCE,
            external_id=person.mail,
        )
        db.session.add(member)
        db.session.flush()
        consents.give(member)
        self.members[name] = member.id

    def actor(self, name: str) -> Actor:
        """The person as somebody who acts, with the standing of this moment."""
        member = accounts.member(self.members[name])
        if member is None:
            raise NotFound
        standing = standing_of(member.id)
        return Actor(
            member_id=member.id,
            name=member.name,
            role=Role(member.role),
            level=standing.level,
            privileges=standing.privileges | TRUSTED_WITH,
            confirmed=True,
        )

    def post_id(self, target: str) -> int:
        """The id of a post on stage. Raises NotFound when it was refused at the door."""
        if target not in self.posts:
            raise NotFound
        return self.posts[target]

    def post(self, target: str) -> Post:
        """The post itself, with the columns of its kind."""
        return posts.post_or_404(self.post_id(target))
