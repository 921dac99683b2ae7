"""Finished pages: kept where they were made, and good as long as what they were made of is what it was.

A view says so with `keep_while(proof)`: a statement whose rows change in the transaction that changes what the page
shows (see `stamps`). The page of such a view is kept for all who have no account, no choice and no token in it; the
next visitor gets it after one look at the proof, before anything else of the application is asked. A view that says
`members=True` is kept as well for the one browser of a member who came, while also what only they see is what it was.
"""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from flask import Flask, Response, current_app, g, request, session

from community.kernel import clock, proofs
from community.kernel.db import db
from community.kernel.looks import Looker, Rows
from community.kernel.packing import pack_page, packed
from community.kernel.page_keys import TOKEN, Key, is_own, key_of
from community.kernel.page_shelf import Shelf
from community.kernel.page_store import MOST_OWN_BYTES, Kept, Pages, Proof
from community.kernel.policy import Permission, Role, actor_now, may

OFTEN: Final = timedelta(seconds=60)  # pages that say how long ago something just was, and lists
SELDOM: Final = timedelta(seconds=300)  # what else no stamp covers, such as the level beside a name
FINE: Final = 200
CHOSEN: Final = "lang="  # how the cookie of `languages` begins
OWN: Final = frozenset({"Content-Length", "X-Request-ID"})  # headers of one answer alone
WISH: Final = "huzhu_kept_page"
SEEN: Final = "huzhu_seen"  # by the first statement of the request, such as who comes: see `proofs.Seen`

_INSTANT: Final = timedelta(microseconds=1)
_DAY: Final = timedelta(days=1)


def see_first() -> None:
    """Call it where something that the page shows must be read before `keep_while` can be called."""
    if g.get(SEEN) is None and key_of(request.environ) is not None:
        setattr(g, SEEN, proofs.seen_now(db.session.connection()))


def keep_while(proof: proofs.Proof, holds: timedelta = SELDOM, *, members: bool = False) -> Rows:
    """Keep the page of the running request for other visitors while `proof` gives the same rows; call it first.

    The rows that it gives now, for whoever needs them; none where the page is not kept.

    Where something must be read before, call `see_first` before that.

    With `members`, keep it for a member's own browser too: then all of it that only they see must be stamped as
    theirs. Those who work here or review see what waits for them on every page, so nothing is kept for them.
    """
    key, reader = key_of(request.environ), actor_now()
    if key is None or is_own(key) != reader.signed_in or key in pages_of(current_app, key).passed_over:
        return ()
    if reader.member_id is not None:
        works = reader.role is not Role.MEMBER or reader.waiting_role or may(reader, Permission.REVIEW)
        if not members or works or reader.suspended:
            return ()
        proof = proofs.with_own(proof, reader.member_id)
        if (until := g.get("huzhu_signed_in_until")) is not None:  # nothing is written as a sign-in runs out
            holds = min(holds, until - clock.now())
    begun = proofs.begun(proof, connection := db.session.connection())
    if reader.signed_in and not begun.rows:  # where there is no row, there is no stamp of the member's own
        return ()
    # Nor one of what all pages bear.
    beside = () if begun.rows else (proofs.begun(proofs.proof_of_site(), connection),)
    # What was changed since the first thing was read is in the proof, and not in the page.
    seen: str | None = g.get(SEEN)
    if seen is not None and proofs.stamped_since(seen, proof, reader.member_id, connection):
        return begun.rows
    setattr(g, WISH, Proof((begun, *beside), clock.now(), holds))
    return begun.rows


def keep_while_also(proof: proofs.Proof) -> None:
    """Keep it while this gives the same rows as well: for what the page turns out to show, before that is read."""
    wish: Proof | None = g.get(WISH)
    if wish is not None:
        begun = proofs.begun(proof, db.session.connection())
        setattr(g, WISH, replace(wish, looks=(*wish.looks, begun)))


def keep_if_still(begun: proofs.Begun) -> None:
    """The page shows what this process remembers since this was begun: keep it only if that was good until then.

    Whether it was is asked at the next visit, so that the page costs no statement more.
    """
    wish: Proof | None = g.get(WISH)
    if wish is not None and begun not in wish.earlier:
        setattr(g, WISH, replace(wish, earlier=(*wish.earlier, begun)))


def keep_shortly() -> None:
    """The page says how long ago something just was: keep it no longer than that stays true."""
    wish: Proof | None = g.get(WISH)
    if wish is not None:
        setattr(g, WISH, replace(wish, holds=min(wish.holds, OFTEN)))


def is_to_be_kept() -> bool:
    """Whether the page may be kept so far: for whoever would have to ask something to say how long."""
    return g.get(WISH) is not None


def keep_until(*moments: datetime | None) -> None:
    """At each of these the page says something else by itself: keep it no longer than to the first to come."""
    wish: Proof | None = g.get(WISH)
    if wish is not None:
        left = [each - wish.made_at for each in moments if each is not None and each > wish.made_at]
        setattr(g, WISH, replace(wish, holds=min([wish.holds, *(each - _INSTANT for each in left)])))


def keep_for_today() -> None:
    """The page goes by days of UTC: keep it no longer than this one lasts."""
    keep_until((clock.now() + _DAY).replace(hour=0, minute=0, second=0, microsecond=0))


def keep_not(*, ever: bool = True) -> None:
    """What the view has found makes this page one that is not kept after all, nor, unless not `ever`, proved again."""
    g.pop(WISH, None)
    if ever and (key := key_of(request.environ)):
        pages_of(current_app, key).pass_over(key)


def _keep(response: Response) -> Response:
    """Keep what the view wished to be kept, unless it bears something of this one visitor."""
    wish: Proof | None = g.pop(WISH, None)
    key = key_of(request.environ)
    if wish is None or key is None or response.status_code != FINE or response.is_streamed:
        return pack_page(response)
    if _is_personal(response, key):
        return pack_page(response)
    body = response.get_data()
    etag = hashlib.blake2b(body, digest_size=12).hexdigest()
    response.set_etag(etag, weak=True)
    response.vary.update(["Cookie", "Accept-Encoding", "Accept-Language"])
    headers = tuple((name, value) for name, value in response.headers if name not in OWN)
    kept = Kept(
        packed(body, secret=is_own(key)), headers, etag, request.endpoint or "", wish, actor_now().member_id
    )
    pages_of(current_app, key).put(key, kept)
    if request.accept_encodings["gzip"]:
        response.set_data(kept.packed)
        response.headers["Content-Encoding"] = "gzip"
    response.make_conditional(request)
    return response


def _is_personal(response: Response, key: Key) -> bool:
    """Whether it bears something of this one visitor. Which language is remembered goes by the address alone."""
    cookies = response.headers.getlist("Set-Cookie")
    if session.modified or not all("lang" in request.args and each.startswith(CHOSEN) for each in cookies):
        return True
    token = str(g.get(TOKEN, ""))  # of a session that had one: it is no change of that
    return bool(token) and not is_own(key) and token.encode() in response.get_data()


def pages_of(app: Flask, key: Key | None = None) -> Pages:
    """The pages that this process keeps: those for all, or among which that of `key` is."""
    found: Pages = app.extensions["huzhu_own_pages" if key and is_own(key) else "huzhu_pages"]
    return found


def share(app: Flask) -> None:
    """Have pages lie where each process that this one forks from now on finds them."""
    for pages in (app.extensions["huzhu_pages"], app.extensions["huzhu_own_pages"]):
        pages.shelf = Shelf(pages.most)


def init_app(app: Flask) -> None:
    """Keep pages; what answers with them is `web.Huzhu`."""
    with app.app_context():
        looker = Looker(db.engine)
    app.extensions["huzhu_pages"] = Pages(looker)
    app.extensions["huzhu_own_pages"] = Pages(looker, MOST_OWN_BYTES)
    # The first to be named is the last to be asked.
    app.after_request_funcs.setdefault(None, []).insert(0, _keep)
