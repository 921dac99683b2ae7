"""Assembles the house: the three packages wired together, and the command line. Nobody imports this."""

from typing import TYPE_CHECKING, Final, NoReturn

from community.kernel.cli import Commands, run

if TYPE_CHECKING:
    from community.kernel.config import Settings
    from community.kernel.web import Huzhu

COMMANDS: Final = {
    "init": "community.kernel.site_cli:init",
    "serve": "community.kernel.site_cli:serve",
    "web": "community.kernel.site_cli:web",
    "worker": "community.kernel.site_cli:worker",
    "config": "community.kernel.site_cli:config",
    "tick": "community.kernel.site_cli:tick",
    "seed": "community.imports.seed_cli:seed",
    "import": "community.imports.cli:import_",
    "export": "community.imports.cli:export",
    "restore": "community.imports.cli:restore",
    "backup": "community.imports.cli:backup",
    "restore-backup": "community.imports.cli:restore_backup",
    "check": "community.imports.cli:check",
    "search": "community.search.cli:search",
    "reindex": "community.search.cli:reindex",
    "experts": "community.routing.cli:experts",
    "user": "community.accounts.cli:user",
    "token": "community.accounts.cli:token",
    "second-factor": "community.factors.cli:second_factor",
    "replay": "gamification.cli:replay",
    "integrity": "gamification.integrity.cli:integrity",
    "badges": "gamification.badges.cli:badges",
    "log": "moderation.audit.cli:log",
    "learn": "moderation.learning.cli:learn",
    "triage": "moderation.triage.cli:triage",
    "gate": "moderation.quality.cli:gate",
    "rules": "moderation.rulebook.cli:rules",
    "intake": "moderation.intake.cli:intake",
    "channel": "community.channels.cli:channel",
}

commands: Final = Commands(
    COMMANDS, help="Huzhu, the community where customers help each other.", no_args_is_help=True
)


def create_app(settings: "Settings | None" = None) -> "Huzhu":
    """Make the application; without `settings` they are read from the environment."""
    import community.wiring
    import gamification.wiring
    import moderation.wiring
    from community.kernel import furnish
    from community.kernel.config import Settings

    app = furnish.make_app(__name__, settings or Settings.from_env().prepared())
    for package in (community.wiring, gamification.wiring, moderation.wiring):
        package.init_app(app)
    app.cli = Commands(COMMANDS, commands=app.cli.commands)  # for `flask --app app`
    return app


def main() -> NoReturn:
    """The console script `huzhu`."""
    run(commands, create_app)
