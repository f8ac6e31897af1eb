"""The pages."""

import os
from datetime import UTC, datetime

from flask import Blueprint

from organizer.cli import COMMANDS
from organizer.domain.errors import OrganizerError
from organizer.settings import Settings
from organizer.web import (
    access,
    answers,
    attendee_lists,
    base_texts,
    board_changes,
    boards,
    calendars,
    comparisons,
    dates,
    downloads,
    errors,
    exports,
    feeds,
    health,
    held_data,
    home,
    import_runs,
    incoming,
    kept_forms,
    languages,
    later_letters,
    letter_history,
    letters,
    list_requests,
    logs,
    metrics,
    parties,
    people,
    programmes,
    rehearsals,
    rescues,
    rooms,
    same_person,
    security,
    senders,
    settings_page,
    short_texts,
    sign_ins,
    start,
    stays,
    steps,
    tables,
    trial_pages,
    withdrawals,
    words,
)
from organizer.web.asked import RowNumber
from organizer.web.drawing import seats_round
from organizer.web.shell import Clock, Shell

# Every page of the program belongs to one of these; a new folder of pages adds its line here.
BLUEPRINTS: tuple[Blueprint, ...] = (
    sign_ins.blueprint,
    health.blueprint,
    metrics.blueprint,
    languages.blueprint,
    kept_forms.blueprint,
    home.blueprint,
    start.blueprint,
    attendee_lists.blueprint,
    import_runs.blueprint,
    people.blueprint,
    exports.blueprint,
    letter_history.blueprint,
    programmes.blueprint,
    list_requests.blueprint,
    rescues.blueprint,
    same_person.blueprint,
    settings_page.blueprint,
    senders.blueprint,
    tables.blueprint,
    comparisons.blueprint,
    dates.blueprint,
    letters.blueprint,
    short_texts.blueprint,
    later_letters.blueprint,
    base_texts.blueprint,
    rooms.blueprint,
    rehearsals.blueprint,
    trial_pages.blueprint,
    downloads.blueprint,
    boards.blueprint,
    incoming.blueprint,
    board_changes.blueprint,
    withdrawals.blueprint,
    stays.blueprint,
    parties.blueprint,
    answers.blueprint,
    feeds.blueprint,
    held_data.blueprint,
    calendars.blueprint,
)


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def create_app(settings: Settings | None = None, *, clock: Clock = now, sign_in_token: str = "") -> Shell:
    """The application. Without `settings` the environment is read; without a token nobody can sign in."""
    app = Shell(settings or _settings_from_environment(), clock, sign_in_token)
    app.url_map.converters["int"] = RowNumber
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    if app.settings.is_hosted:
        logs.log_as_json(app)
    security.guard(app)
    access.admit_only(app)
    security.require_tokens(app)
    kept_forms.recall_forms(app)
    languages.speak(app)
    errors.answer_errors(app)
    _furnish(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for command in COMMANDS:
        app.cli.add_command(command)
    return app


def _furnish(app: Shell) -> None:
    """What every template may use."""
    app.jinja_env.globals.update(
        step_path=steps.step_path,
        step_names=steps.NAMES,
        occasion_names=words.OCCASIONS,
        level_names=words.LEVELS,
        language_names=words.LANGUAGES,
        own_language_names=words.OWN_NAMES,
        formality_names=words.FORMALITIES,
        is_signed_in=access.is_signed_in,
        seats_round=seats_round,
        is_local=lambda: not app.settings.public_base_url,
    )


def _settings_from_environment() -> Settings:
    try:
        return Settings.from_environment(os.environ)
    except OrganizerError as error:
        # Commands and servers import the app: one sentence and an exit code rather than a traceback.
        raise SystemExit(str(error)) from None
