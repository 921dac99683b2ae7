"""Every check of the gate, one entry each; gate, findings panel, settings and rehearsal walk this list."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from community.kernel.catalogue import Catalogue
from community.kernel.judging import Finding, Verdict
from community.kernel.words import N_
from moderation.quality.bounds import Bounds, Setting
from moderation.quality.check import LONG, QUESTIONS, Check, Group, Unit
from moderation.quality.checks import author, form, languages, meaning, pace
from moderation.quality.rules import PostFacts

CHECKS: Final = Catalogue(
    [
        Check(
            slug="substance",
            group=Group.FORM,
            title=N_("Says little"),
            about=N_("Is there anything that others could answer or use? Code and pictures count."),
            example=N_("“It is broken.”"),
            detect=form.substance,
            unit=Unit.SHARE,
            bounds=Bounds(review=0.3, hold=0.8, refuse=0.9),
            presets={"mature": Bounds(review=0.2, hold=0.75, refuse=0.9)},
        ),
        Check(
            slug="title",
            group=Group.FORM,
            title=N_("Empty title"),
            about=N_("Does the title of a question say what it is about?"),
            example=N_("“Please help, urgent!!”"),
            detect=form.title,
            kinds=QUESTIONS,
            bounds=Bounds(review=0.5, hold=0.9),
        ),
        Check(
            slug="shouting",
            group=Group.FORM,
            title=N_("Shouting"),
            about=N_("How much of it is in capitals? A title alone never holds a post."),
            example=N_("“WHY DOES THIS NEVER WORK”"),
            detect=form.shouting,
            unit=Unit.SHARE,
            bounds=Bounds(review=0.6, hold=0.75),
        ),
        Check(
            slug="repeated-text",
            group=Group.FORM,
            title=N_("Repeats itself"),
            about=N_("One sign, word or line over and over; 1 is beyond doubt."),
            example=N_("“help help help help help help help help”"),
            detect=form.repeated_text,
            bounds=Bounds(review=0.6, hold=0.8),
        ),
        Check(
            slug="language",
            group=Group.FORM,
            title=N_("Another language"),
            about=N_(
                "Is it in a language of this site, and title and text in the same one? Code counts for none."
            ),
            example=N_("“Привет, роутер не работает после обновления”"),
            detect=languages.language,
            bounds=Bounds(tell=0.5, review=0.9),
            strongest=Verdict.REVIEW,
            strongest_known=Verdict.REVIEW,
        ),
        Check(
            slug="gibberish",
            group=Group.MEANING,
            title=N_("No words"),
            about=N_("Are these words of a language at all?"),
            example=N_("“asdfgh jklqwer zxcvbn”"),
            detect=meaning.gibberish,
            bounds=Bounds(review=0.5, hold=0.7),
        ),
        Check(
            slug="spam",
            group=Group.MEANING,
            title=N_("Advertising"),
            about=N_("Does it advertise? Known members are looked at afterwards at most."),
            example=N_("“Cheap followers, click now, 50% off”"),
            detect=meaning.spam,
            bounds=Bounds(review=0.5, hold=0.86),
            presets={"mature": Bounds(review=0.5, hold=0.8, refuse=0.995)},
            strongest_known=Verdict.REVIEW,
        ),
        Check(
            slug="known-spam",
            group=Group.MEANING,
            title=N_("Known advertising"),
            about=N_("Is it much like a text that moderators took away as advertising?"),
            example=N_("The same offer, sent again by a new account."),
            detect=author.known_spam,
            bounds=Bounds(review=0.6, hold=0.8),
        ),
        Check(
            slug="abuse",
            group=Group.MEANING,
            title=N_("Attacks somebody"),
            about=N_("Does it attack a person? Anger at a product is welcome."),
            example=N_("“You are an idiot”"),
            detect=meaning.abuse,
            bounds=Bounds(review=0.5, hold=0.9),
            presets={"mature": Bounds(review=0.5, hold=0.85)},
        ),
        Check(
            slug="private-data",
            group=Group.MEANING,
            title=N_("Private data"),
            about=N_("Does it show data that belongs to one person: a phone number, a card, an order?"),
            example=N_("“Call me on 138 1234 5678”"),
            detect=meaning.private_data,
            unit=Unit.NONE,
        ),
        Check(
            slug="links",
            group=Group.AUTHOR,
            title=N_("Many links"),
            about=N_(
                "Links of a newcomer beyond the %(most)s that are usual. "
                "Among many words they count less, with hardly a word at least 5."
            ),
            example=N_("A first post with five links."),
            detect=author.links,
            unit=Unit.COUNT,
            bounds=Bounds(review=1, hold=5),
        ),
        Check(
            slug="first-posts",
            group=Group.AUTHOR,
            title=N_("First posts"),
            about=N_("Somebody looks at the first %(first)s posts of everyone, after they show."),
            example=N_("The first answer of a new member."),
            detect=author.first_posts,
            kinds=LONG,
            unit=Unit.NONE,
        ),
        Check(
            slug="typed-fast",
            group=Group.AUTHOR,
            title=N_("Sent at once"),
            about=N_(
                "A newcomer's post that came within three seconds of opening the form; 1 is no time at all."
            ),
            example=N_("A form that was filled in by a machine."),
            detect=author.typed_fast,
            bounds=Bounds(review=0.1, hold=0.65),
            limit=True,
        ),
        Check(
            slug="identical",
            group=Group.AUTHOR,
            title=N_("Posted twice"),
            about=N_("How much is it like what the same member posted in the last ten minutes?"),
            example=N_("A double click, or the same answer under five questions."),
            detect=author.identical,
            unit=Unit.SHARE,
            bounds=Bounds(review=0.85, hold=0.93, refuse=0.97),
        ),
        Check(
            slug="near-duplicate",
            group=Group.AUTHOR,
            title=N_("Asked before"),
            about=N_(
                "Did somebody ask the same, perhaps in other words? The asker is shown the older question."
            ),
            example=N_("“Router restarts itself” and “Why does my router keep rebooting?”"),
            detect=author.near_duplicate,
            kinds=QUESTIONS,
            bounds=Bounds(tell=0.5, review=0.75),
            strongest=Verdict.REVIEW,
            strongest_known=Verdict.REVIEW,
        ),
        Check(
            slug="lists",
            group=Group.AUTHOR,
            title=N_("Listed words"),
            about=N_("Words and patterns that moderators listed; each entry says what it does."),
            example=N_("A name of a shop that only advertisers write."),
            detect=author.lists,
            unit=Unit.NONE,
        ),
        Check(
            slug="burst",
            group=Group.PACE,
            title=N_("Many posts at once"),
            about=N_(
                "Posts of a new account within ten minutes. For others, only the limit of an hour counts."
            ),
            example=N_("Eight answers in five minutes by somebody who joined today."),
            detect=pace.burst,
            unit=Unit.COUNT,
            bounds=Bounds(review=5, hold=8, refuse=20),
            presets={"seed": Bounds(review=8, hold=12, refuse=30)},
            limit=True,
        ),
        Check(
            slug="address",
            group=Group.PACE,
            title=N_("Many from one address"),
            about=N_(
                "Posts of other new accounts from one address within an hour. "
                "Addresses are kept as secret marks, for a week."
            ),
            example=N_("Twenty accounts of one machine."),
            detect=pace.address,
            unit=Unit.COUNT,
            bounds=Bounds(review=6, hold=15, refuse=40),
            limit=True,
        ),
        Check(
            slug="copied",
            group=Group.PACE,
            title=N_("One text from many"),
            about=N_("Other members who sent nearly the same text within a day."),
            example=N_("Four accounts praise one shop with one sentence."),
            detect=pace.copied,
            unit=Unit.COUNT,
            bounds=Bounds(review=1, hold=2),
            limit=True,
        ),
        Check(
            slug="second-look",
            group=Group.PACE,
            title=N_("One text from many, some of it unseen"),
            about=N_(
                "As “One text from many”, counting posts that wait or were taken away; "
                "the author is not told of them. Private ones never count."
            ),
            example=N_("Three accounts praise one shop, and two of the posts are held."),
            detect=pace.copied_unseen,
            unit=Unit.COUNT,
            bounds=Bounds(review=1, hold=2),
            limit=True,
        ),
        Check(
            slug="waiting",
            group=Group.PACE,
            title=N_("Several wait already"),
            about=N_(
                "Held posts of a newcomer; with so many, new ones are kept as drafts until one was looked at."
            ),
            example=N_("Two first posts were held, a third one comes."),
            detect=pace.waiting,
            unit=Unit.COUNT,
            bounds=Bounds(refuse=2),
            presets={"seed": Bounds(refuse=3)},
            limit=True,
        ),
    ]
)


def usual(preset: str = "growing") -> Mapping[str, Setting]:
    """The settings of all checks where nobody has changed anything."""
    return {check.slug: check.setting(preset) for check in CHECKS}


def findings(facts: PostFacts, settings: Mapping[str, Setting] | None = None) -> list[Finding]:
    """What all checks that concern this post found, in the catalogue's order."""
    settings = settings or usual()
    found = (finding_of(check, facts, settings[check.slug]) for check in CHECKS)
    return [finding for finding in found if finding is not None]


def finding_of(check: Check, facts: PostFacts, setting: Setting) -> Finding | None:
    """What one check finds under a setting, with the verdict that the setting makes of it."""
    if facts.kind not in check.kinds or not setting.concerns(facts.kind, facts.level):
        return None
    finding = check.detect(facts)
    if finding is None:
        return None
    verdict = setting.verdict(finding.score, finding.verdict, newcomer=facts.newcomer)
    return None if verdict is None else replace(finding, verdict=verdict)
