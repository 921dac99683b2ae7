"""Every kind of page of the site, for whoever may see it, in the states that it can be in.

A scene is a name, who looks (empty for a visitor), and how they get there. `tests/browser/measure/test_every_page.py`
opens each of them, `python -m tests.look` takes its picture.
"""

from dataclasses import dataclass
from typing import Final

from tests.browser.measure.acting import (
    Deed,
    after_reset,
    appears,
    asked_page,
    click,
    fill,
    fill_password,
    follow,
    mounted,
    place,
    press,
    refused,
    send,
)
from tests.demonstration import GUARDED

LONG_URL: Final = "https://example.org/a/very/long/address/that/nobody/wraps/and/that/never/ends/in/a/blank"


@dataclass(frozen=True, slots=True)
class Scene:
    """One page in one state."""

    name: str
    who: str
    path: str
    deeds: tuple[Deed, ...] = ()
    status: int = 200
    theme: str = ""  # the colours that somebody chose at the foot of the page
    forced: bool = False  # a device that sets all colours itself


QUESTION: Final = r"^/questions/\d+/"
CASE: Final = r"^/desk/cases/\d+"

VISITOR: Final = (
    Scene("front", "", "/"),
    Scene("questions", "", "/questions"),
    Scene("questions-waiting", "", "/questions?state=new"),
    Scene("questions-none", "", "/questions?tag=no-such-tag"),
    Scene("question-solved", "", "/questions?state=solved", (follow(QUESTION),)),
    Scene("question-waiting", "", "/questions?state=new", (follow(QUESTION),)),
    Scene("tags", "", "/tags"),
    Scene("tag", "", "/tags/mesh"),
    Scene("members", "", "/members"),
    Scene("member", "", "/members/marguerite"),
    Scene("badges", "", "/badges"),
    Scene("badge", "", "/badges/first-stars"),
    Scene("boards", "", "/leaderboards"),
    Scene("campaigns", "", "/campaigns"),
    Scene("campaign", "", "/campaigns/mesh-weeks"),
    Scene("articles", "", "/articles"),
    Scene("article", "", "/articles", (follow(r"^/articles/\d+/"),)),
    Scene("search", "", "/search?q=mesh"),
    Scene("search-none", "", "/search?q=xyzzyqqq"),
    Scene("search-long", "", f"/search?q={LONG_URL}"),
    Scene("levels", "", "/levels"),
    Scene("about", "", "/about"),
    Scene("privacy", "", "/privacy"),
    Scene("terms", "", "/terms"),
    Scene("offline", "", "/offline"),
    Scene("widget-demo", "", "/widget/demo"),
    Scene("api-docs", "", "/api/v1/docs"),
    Scene("articles-found", "", "/articles?q=mesh"),
    Scene("tags-none", "", "/tags?q=xyzzyqqq"),
    Scene("members-none", "", "/members?q=xyzzyqqq"),
    Scene("boards-week", "", "/leaderboards?period=week"),
    Scene("boards-nobody", "", "/leaderboards?period=week&tag=home-tunnel"),
    Scene("member-none", "", "/members/nobody-here", status=404),
    Scene("transparency", "", "/transparency"),
    Scene("licences", "", "/licences"),
    Scene("reputation", "", "/members/colette/reputation"),
    Scene("sign-in", "", "/sign-in"),
    Scene(
        "sign-in-refused",
        "",
        "/sign-in",
        (
            fill("main [name=name]", "nobody"),
            fill("main [name=password]", "not the password"),
            refused("[name=name]"),
        ),
    ),
    Scene(
        "sign-in-second",
        "",
        "/sign-in",
        (fill("main [name=name]", GUARDED), fill_password("main [name=password]"), send()),
    ),
    Scene("sign-up", "", "/sign-up"),
    Scene(
        "sign-up-errors", "", "/sign-up", (fill("main [name=email]", "no address"), refused("[name=email]"))
    ),
    Scene("reset", "", "/reset"),
    Scene("reset-ways", "", "/", (after_reset,)),
    Scene("asked", "", "/", (asked_page,)),
    Scene("not-found", "", "/questions/999999/nowhere", status=404),
    Scene("share", "", "/questions?state=solved", (follow(QUESTION), click(".share summary, summary.share"))),
)
MEMBER: Final = (
    Scene("front-member", "member", "/"),
    Scene("ask", "member", "/ask"),
    Scene("ask-errors", "member", "/ask", (fill("#title", "Xyzzy"), refused("#title"))),
    Scene("question-member", "member", "/questions?state=new", (follow(QUESTION),)),
    Scene("question-own", "member", "/posts/62"),
    Scene("question-private", "member", "/", (place("private"),)),
    Scene("survey-own", "member", "/", (place("survey"),)),
    Scene("me", "member", "/me"),
    Scene("nearest-badges", "member", "/me/nearest-badges"),
    Scene("notifications", "member", "/notifications"),
    Scene("settings", "member", "/settings"),
    Scene("settings-account", "member", "/settings/account"),
    Scene("settings-notifications", "member", "/settings/notifications"),
    Scene("settings-reading", "member", "/settings/reading"),
    Scene("settings-avatar", "member", "/settings/avatar"),
    Scene("settings-tokens", "member", "/settings/tokens"),
    Scene("settings-security", "member", "/settings/second-factor"),
    Scene("settings-security-on", "guarded", "/settings/second-factor"),
    Scene(
        "settings-app",
        "member",
        "/settings/second-factor",
        (send("form[action$=begin]"),),
    ),
    Scene("settings-passkey", "member", "/settings/passkeys/new"),
    Scene("settings-sessions", "member", "/settings/sessions"),
    Scene("settings-prove", "member", "/settings/prove"),
    Scene("settings-helping", "member", "/settings/helping"),
    Scene("settings-close", "member", "/settings/close"),
    Scene("decisions", "member", "/settings/decisions"),
    Scene("flags-own", "member", "/flags"),
    Scene("flag", "member", "/posts/255/flag"),
    Scene("comment", "member", "/posts/255/comment"),
    Scene("post-edit", "member", "/posts/255/edit"),
    Scene("post-history", "member", "/posts/255/history"),
    Scene("post-delete", "member", "/posts/62/delete"),
    Scene("badges-own", "member", "/badges?mine=1"),
    Scene("welcome", "member", "/welcome"),
    Scene("welcome-topics", "member", "/welcome/topics"),
    Scene("front-arrange", "member", "/front/arrange"),
    Scene("drafts", "member", "/drafts"),
    Scene("kept", "member", "/kept"),
    Scene("invitations", "agent", "/invitations"),
    Scene("sanctions-own", "member", "/sanctions"),
    Scene("settings-privacy", "member", "/settings/privacy"),
    Scene("question-edit", "member", "/questions/237/edit"),
    Scene("ask-staff", "member", "/questions/237/ask-staff"),
    Scene(
        "bell-panel", "member", "/tags", (mounted, click("[data-panel]"), appears(".bell__panel, .alerts"))
    ),
    Scene("member-specialist", "specialist", "/members/petra"),
    Scene("me-agent", "agent", "/me"),
    Scene("me-admin", "admin", "/me"),
    Scene("notifications-agent", "agent", "/notifications"),
    Scene("notifications-admin", "admin", "/notifications"),
    Scene("badges-agent", "agent", "/badges?mine=1"),
    Scene("badges-admin", "admin", "/badges?mine=1"),
    Scene("forbidden", "member", "/admin", status=403),
    Scene("keys", "member", "/questions", (mounted, press("?"), appears("dialog[open]"))),
    Scene("account-menu", "member", "/tags", (click(".top .menu > summary"),)),
)
MODERATOR: Final = (
    Scene("front-moderator", "moderator", "/"),
    Scene("review", "moderator", "/review"),
    Scene("review-item", "moderator", "/review", (follow(r"^/review/\d+"),)),
    Scene("review-none", "moderator", "/review?q=xyzzyqqq"),
    Scene("review-chosen", "moderator", "/review", (click("[name=item]"),)),
    Scene("review-lists", "moderator", "/review/lists"),
    Scene("review-list-entry", "moderator", "/review/lists", (follow(r"^/review/lists/\d+$"),)),
    Scene("review-lists-new", "moderator", "/review/lists/new"),
    Scene("reviewers", "moderator", "/review/reviewers"),
    Scene("review-record", "moderator", "/review/record"),
    Scene("flaggers", "moderator", "/review/flaggers"),
    Scene("flag-shown", "moderator", "/flags/1"),
    Scene("conduct", "moderator", "/members/river_k/conduct"),
    Scene("member-flags", "moderator", "/members/river_k/flags"),
    Scene("flag-base", "moderator", "/review/flag-base"),
    Scene("gate-rehearsal", "moderator", "/gate/substance/rehearsal"),
    Scene("incident-new", "moderator", "/incidents/new"),
    Scene("sanction", "moderator", "/members/river_k/sanction"),
    Scene("log", "moderator", "/log"),
    Scene("gate", "moderator", "/gate"),
    Scene("gate-check", "moderator", "/gate/substance"),
    Scene("integrity", "moderator", "/integrity"),
    Scene("curation", "moderator", "/curation"),
    Scene("announcement", "moderator", "/announcements/new"),
    Scene("incidents", "moderator", "/incidents"),
    Scene("article-edit", "moderator", "/articles/3/edit"),
    Scene("article-history", "moderator", "/articles/3/history"),
    Scene("announcement-edit", "moderator", "/announcements/1/edit"),
    Scene("incident", "", "/incidents/2"),
    Scene("incident-edit", "moderator", "/incidents/2/edit"),
    Scene("recommend", "moderator", "/posts/62/recommend"),
    Scene("appeal", "moderator", "/appeals/2"),
    Scene("sanction-shown", "moderator", "/sanctions/5"),
    Scene("finding", "moderator", "/integrity/2"),
    Scene("finding-copied", "moderator", "/integrity/1"),
    Scene("reviewer", "moderator", "/review/reviewers/hazel"),
    Scene("question-merge", "moderator", "/questions/255/merge"),
    Scene("tag-edit", "moderator", "/tags/mesh/edit"),
    Scene("tag-merge-refused", "moderator", "/tags/mesh/merge", (refused("[name=into]"),)),
    Scene("question-close", "moderator", "/questions/255/close"),
    Scene("question-moderator", "moderator", "/questions?state=solved", (follow(QUESTION),)),
)
STAFF: Final = (
    Scene("front-agent", "agent", "/"),
    Scene("desk", "agent", "/desk?tier=all"),
    Scene("desk-none", "agent", "/desk?q=xyzzyqqq"),
    Scene("case", "agent", "/desk?view=all", (follow(CASE),)),
    Scene("desk-chosen", "agent", "/desk?tier=all", (click(".inbox__pick"), click("#bulk summary"))),
    Scene("desk-team-member", "agent", "/desk/team/omar"),
    Scene("desk-canned-edit", "agent", "/desk/canned", (follow(r"^/desk/canned/(?!new)"),)),
    Scene("desk-macros-edit", "agent", "/desk/macros", (follow(r"^/desk/macros/(?!new)"),)),
    Scene("desk-today", "agent", "/desk/today"),
    Scene("desk-team", "agent", "/desk/team"),
    Scene("desk-load", "agent", "/desk/load"),
    Scene("desk-canned", "agent", "/desk/canned"),
    Scene("desk-canned-new", "agent", "/desk/canned/new"),
    Scene("desk-macros", "agent", "/desk/macros"),
    Scene("desk-macros-new", "agent", "/desk/macros/new"),
    Scene("desk-surveys", "admin", "/desk/surveys"),
    Scene("sla", "agent", "/desk/sla"),
    Scene("licence-applications", "agent", "/licences/applications"),
    Scene("case-tier-2", "specialist", "/desk?view=tier-2", (follow(CASE),)),
)
ADMIN: Final = (
    Scene("front-admin", "admin", "/"),
    Scene("admin", "admin", "/admin"),
    Scene("components", "admin", "/admin/components"),
    Scene("rules", "admin", "/desk/rules"),
    Scene("rule-new", "admin", "/desk/rules/new"),
    Scene("rule", "admin", "/desk/rules/safety"),
    Scene("rule-conditions", "admin", "/", (place("conditions"),)),
    Scene("rule-rehearsal", "admin", "/desk/rules/safety/rehearsal"),
    Scene("campaign-edit", "admin", "/campaigns/mesh-weeks/edit"),
    Scene("sla-calendar-new", "admin", "/desk/sla/calendars/new"),
    Scene("sla-apply", "admin", "/desk/sla/apply"),
    Scene("admin-widget", "admin", "/admin/widget"),
    Scene("admin-webhooks", "admin", "/admin/webhooks"),
    Scene("admin-webhook", "admin", "/", (place("webhook"),)),
    Scene("reputation-cause", "admin", "/members/colette/reputation", (follow(r"/reputation/[^?]+$"),)),
    Scene("invitations-admin", "admin", "/invitations"),
    Scene("resolutions", "admin", "/desk/resolutions"),
    Scene("insights", "admin", "/insights"),
    Scene("insights-tag", "moderator", "/insights?weeks=52&tag=wifi"),
    Scene("sla-calendar", "admin", "/desk/sla/calendars/1"),
    Scene("sla-policy", "admin", "/desk/sla/policies/1"),
    Scene("badge-new", "admin", "/badges/new"),
    Scene("campaign-new", "admin", "/campaigns/new"),
    Scene(
        "campaign-new-errors",
        "admin",
        "/campaigns/new",
        (follow(r"/new\?template="), refused("[name=title], [name=name]")),
    ),
)
COLOURS: Final = (
    Scene("question-contrast", "member", "/questions?state=solved", (follow(QUESTION),), theme="contrast"),
    Scene("ask-contrast", "member", "/ask", theme="contrast"),
    Scene("desk-contrast", "agent", "/desk?view=all", theme="contrast"),
    Scene("front-forced", "", "/", forced=True),
    Scene("question-forced", "member", "/questions?state=solved", (follow(QUESTION),), forced=True),
    Scene("ask-forced", "member", "/ask", forced=True),
)
PUBLIC: Final = (*VISITOR, *MEMBER, *COLOURS)
STAFF_ROOMS: Final = (*MODERATOR, *STAFF, *ADMIN)
MEASURED: Final = (*VISITOR, *MEMBER, *MODERATOR, *STAFF, *ADMIN)
SCENES: Final = (*MEASURED, *COLOURS)
"""For pictures; whoever measures gives each page all colours where it stands."""
CORE: Final = frozenset(
    "front questions question-solved search sign-in ask member notifications settings review-item desk case".split()
)
"""Measured in all colours in each language; the others in some of them, by turns."""
