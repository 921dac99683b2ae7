"""When an article was changed, as programs are told, is when its readers last got other words."""

from datetime import timedelta

from defusedxml import ElementTree
from flask.testing import FlaskClient

from community.articles import services
from community.articles.rules import Words
from community.kernel import clock
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from tests.community.articles.making import WORDS, published
from tests.conftest import both_databases

ATOM, MAP = "{http://www.w3.org/2005/Atom}", "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def dates(client: FlaskClient) -> tuple[str, str]:
    """What the feed and the sitemap say of the one article there is."""
    feed = ElementTree.fromstring(client.get("/feeds/articles.atom").data)
    there = ElementTree.fromstring(client.get("/sitemap-articles.xml").data)
    return (
        str(feed.findtext(f"{ATOM}entry/{ATOM}updated")),
        str(there.findtext(f"{MAP}url/{MAP}lastmod")),
    )


@both_databases
def test_a_draft_that_nobody_reads_yet_changes_no_date(client: FlaskClient, dave: Actor, erin: Actor) -> None:
    number = published(dave, erin)
    before = dates(client)
    with clock.at(clock.now() + timedelta(days=40)):
        with unit_of_work():
            services.edit(number, Words(title=WORDS.title, problem="Not yet.", steps="Not yet."), by=dave)
        assert dates(client) == before
