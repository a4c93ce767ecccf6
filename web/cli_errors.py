"""What the command line says when something is wrong: what happened and what to do, never a traceback."""

import errno
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from itertools import pairwise
from typing import Any, ParamSpec

import click

from geo.faults import FileFaults
from geo.imports import BrokenImportError, ImportRunningError
from geo.travel.times import Unreachable
from planner.plan_json import PlanFileError
from web.fault_words import fault_text
from web.jobs.errors import SAID as JOBS_SAID
from web.jobs.errors import JobError, WorkerNameTakenError
from web.lead.actions import UnknownTeamError
from web.security.keys import KeysError
from web.settings import SettingsError
from web.store.clock import ClockError, clock_text
from web.store.faults import SAID as STORE_SAID
from web.store.faults import StaleEditError, StoreError
from web.words import LANGUAGES, N_, Words, translator

P = ParamSpec("P")

OS_ERRORS: Mapping[int, str] = {
    errno.ENOENT: N_("it does not exist"),
    errno.EACCES: N_("you may not"),
    errno.EPERM: N_("you may not"),
    errno.EROFS: N_("the disk can only be read"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("part of the path is a file, not a folder"),
    errno.EADDRINUSE: N_("another program uses it"),
    errno.EEXIST: N_("there is such a file already, and it is never overwritten"),
    errno.EFBIG: N_("the disk is full"),
}
"""The errors of the operating system that a user is likely to meet; others keep the system's own words."""


def chosen_words(lang: str | None = None) -> Words:
    """Give the words of the language of the call, else of ``FALTPLAN_LANG``, else Swedish."""
    chosen = lang or os.environ.get("FALTPLAN_LANG", "sv")
    return translator(chosen if chosen in LANGUAGES else "sv")


def os_error_text(words: Words, error: OSError) -> str:
    """Say what the operating system refused."""
    known = OS_ERRORS.get(error.errno or 0)
    return words.text(known) if known else error.strerror or str(error)


INSTALLATION_ERRORS = (SettingsError, KeysError, ClockError, StoreError, StaleEditError)
"""What can be wrong with an installation: its settings, keys, clock and database."""


def installation_text(words: Words, error: Exception) -> str:
    """Say what is wrong with an installation, and what to do."""
    match error:
        case StoreError():
            return words.text(STORE_SAID[error.fault]) + (f"\n({error.detail})" if error.detail else "")
        case StaleEditError():
            return words.text("Somebody else changed it in the same moment. Nothing was saved. Try again.")
        case ClockError():
            return clock_text(words, error)
        case KeysError():
            return words.text("The file of keys cannot be used: %(what)s", what=error)
        case _:
            return words.text("A setting is wrong. The settings stand in README.md.\n%(what)s", what=error)


def stop(message: str) -> None:
    """Say what is wrong, and end with exit code 2."""
    click.echo(message, err=True)
    sys.exit(2)


def plain_errors(command: Callable[P, None]) -> Callable[P, None]:
    """Tell what is wrong and what to do, with exit code 2, in place of a traceback."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        words: Words = click.get_current_context().obj or chosen_words()
        try:
            command(*args, **kwargs)
        except FileFaults as found:
            for fault in found.faults:
                click.echo(fault_text(words, fault), err=True)
            count = len(found.faults)
            stop(words.plural("%(num)s fault; nothing was read.", "%(num)s faults; nothing was read.", count))
        except UnknownTeamError as error:
            known = ", ".join(error.known) or "-"
            stop(words.text("There is no team “%(team)s”. The teams are: %(known)s.", team=error.team, known=known))
        except Unreachable as error:
            stop(words.text("No way leads between two places: %(what)s", what=error))
        except BrokenImportError as error:
            stop(words.text(JOBS_SAID[JobError.TRAVEL]) + f"\n({error})")
        except ImportRunningError:
            stop(words.text("Another import of this kind is running. Wait until it is done, and import again."))
        except PlanFileError as error:
            stop(words.text("The plan file cannot be used. Make it again with faltplan plan. (%(what)s)", what=error))
        except WorkerNameTakenError as error:
            said = N_("A worker named %(name)s runs already. Give this one another name with FALTPLAN_WORKER.")
            stop(words.text(said, name=error.name))
        except INSTALLATION_ERRORS as error:
            stop(installation_text(words, error))
        except OSError as error:
            file, why = error.filename or "faltplan", os_error_text(words, error)
            stop(words.text("%(file)s cannot be written or read: %(why)s.", file=file, why=why))

    return run


class SwedishFirst(click.Group):
    """A group of commands whose wrong calls and interruptions are told in the user's language."""

    def main(self, args: Sequence[str] | None = None, *more: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - click's own
        """Run a command; click's own errors are said in the language of the call."""
        given = list(sys.argv[1:] if args is None else args)
        lang = next((b for a, b in pairwise(given) if a == "--lang"), None)
        words = chosen_words(lang)
        kwargs["standalone_mode"] = False
        try:
            code = super().main(given, *more, **kwargs)
        except click.exceptions.NoArgsIsHelpError as error:
            stop(error.format_message())
        except click.UsageError as error:
            named = error.ctx.command_path if error.ctx else "faltplan"
            said = words.text("The call is not right: %(what)s", what=error.format_message())
            stop(f"{said}\n" + words.text("What can be written is told by: %(command)s --help", command=named))
        except click.Abort:
            click.echo(words.text("Interrupted. What was written before is kept."), err=True)
            sys.exit(130)
        except click.ClickException as error:
            stop(error.format_message())
        sys.exit(code if isinstance(code, int) else 0)
