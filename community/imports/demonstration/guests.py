"""Who was invited to the demonstration community and has not come yet."""

from datetime import timedelta
from typing import Final

from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.imports.demonstration import parts
from community.imports.demonstration.script import Script
from community.imports.demonstration.stage import DOMAIN
from community.invites import services
from community.invites.services import Terms
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Role

GUESTS: Final = {
    "ines": ("lena.brandt", "t.okafor"),
    "omar": ("rosa.winther", "jonas.p"),
    "xiaomeng": ("liu.yang", "wang.fang"),
}
ENGLISH: Final = "You explained mesh to half of the trade fair. Would you do it here now and then?"
CHINESE: Final = "你在群里的布线图帮了不少人，欢迎把它们带到这里来。"


def furnish(_script: Script) -> None:
    """Let those who work here invite some people, by letter and by a link."""
    hosts = db.session.scalars(select(Member).where(Member.name.in_(GUESTS)).order_by(Member.id))
    for host in hosts.all():
        by = parts.actor_of(host)
        chinese = host.lang == "zh-Hans"
        terms = Terms(
            words=CHINESE if chinese else ENGLISH, lang=host.lang or "en", topics=("mesh",), days=30
        )
        with clock.at(clock.now() - timedelta(days=3)):
            addresses = [f"{each}@{DOMAIN}" for each in GUESTS[host.name]]
            services.invite_addresses(addresses, terms, by=by)
        if by.role is Role.ADMIN:
            with clock.at(clock.now() - timedelta(days=6)):
                services.make_link(Terms(words=ENGLISH, days=30), 20, by=by)


def init_app(app: Flask) -> None:
    """Take this part."""
    parts.furnish(app, furnish)
