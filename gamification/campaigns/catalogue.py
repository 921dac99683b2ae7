"""What campaigns may count, in words, and the templates to begin one from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from community.kernel.catalogue import Catalogue
from community.kernel.words import N_
from gamification.campaigns.rules import Metric, Orientation


@dataclass(frozen=True, slots=True)
class Counted:
    """A metric in words. `rule` is the sentence of the campaign's page, `title` the label of its weight."""

    slug: Metric
    title: str
    rule: str


COUNTED: Final = Catalogue(
    [
        Counted(
            Metric.ACCEPTED, N_("Accepted answers"), N_("your answer is accepted as solving the question")
        ),
        Counted(
            Metric.STARS,
            N_("Good stars"),
            N_("somebody gives your answer four stars; five stars count double"),
        ),
        Counted(
            Metric.PEOPLE_HELPED,
            N_("People helped"),
            N_("an asker accepts your answer or gives it four stars or more, once for each person"),
        ),
        Counted(
            Metric.FIRST_ANSWERS,
            N_("First answers to waiting questions"),
            N_("you are the first to answer a question that waited too long"),
        ),
        Counted(
            Metric.QUICK_ANSWERS,
            N_("Good answers within two hours"),
            N_("you answer within two hours, and the answer is accepted or well rated"),
        ),
        Counted(Metric.EDITS, N_("Approved edits"), N_("an edit that you suggested is taken")),
        Counted(Metric.FLAGS, N_("Upheld flags"), N_("a moderator agrees with your report")),
        Counted(
            Metric.QUESTIONS,
            N_("Questions that led to a solution"),
            N_("you ask a question and somebody else solves it"),
        ),
        Counted(Metric.THANKS, N_("Thanks from the team"), N_("somebody of our team thanks you")),
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Where a new campaign begins."""

    slug: Orientation
    name: str
    blurb: str
    title: str
    title_zh: str
    text: str
    text_zh: str
    weights: Mapping[str, int]
    days: int
    daily_cap: int
    pair_cap: int


TEMPLATES: Final = Catalogue(
    [
        Template(
            slug=Orientation.CONTENT,
            name=N_("Content"),
            blurb=N_("Answers that stay useful: well rated, accepted, kept in good shape."),
            title="Answers worth keeping",
            title_zh="值得留下的回答",
            text="Write answers that others will still find useful next year, and mend the ones that are nearly there.",
            text_zh="写下一年后仍然有用的回答，也把差一点的内容改好。",
            weights={Metric.STARS: 3, Metric.ACCEPTED: 6, Metric.EDITS: 2, Metric.QUESTIONS: 2},
            days=28,
            daily_cap=60,
            pair_cap=30,
        ),
        Template(
            slug=Orientation.COMMUNITY,
            name=N_("Community"),
            blurb=N_("Nobody waits: many people helped, quickly, newcomers first."),
            title="Nobody waits",
            title_zh="不让人久等",
            text="For two weeks we look after questions that wait. Every person you help counts once.",
            text_zh="两周里，我们一起照顾等待中的问题。帮到的每个人都算一次。",
            weights={
                Metric.PEOPLE_HELPED: 5,
                Metric.FIRST_ANSWERS: 4,
                Metric.QUICK_ANSWERS: 3,
                Metric.FLAGS: 1,
                Metric.THANKS: 5,
            },
            days=14,
            daily_cap=50,
            pair_cap=15,
        ),
        Template(
            slug=Orientation.PRODUCT,
            name=N_("Product"),
            blurb=N_("One product or subject: questions about it get good answers soon."),
            title="Launch weeks",
            title_zh="新品互助周",
            text="The new product is out. Help those who have just unpacked it.",
            text_zh="新品上市了，来帮帮刚拆箱的人吧。",
            weights={
                Metric.ACCEPTED: 6,
                Metric.STARS: 2,
                Metric.PEOPLE_HELPED: 3,
                Metric.FIRST_ANSWERS: 3,
                Metric.QUESTIONS: 2,
            },
            days=21,
            daily_cap=60,
            pair_cap=25,
        ),
    ]
)
