"""The command that makes a computer ready: ``faltplan compile``."""

import sys

import click

from planner.search.kernel_cache import is_warm, kernel_folder
from web.cli_errors import plain_errors, stop
from web.words import N_, Words

NO_PLACE = N_(
    "Neither the program's folder nor %(folder)s can be written. Run the command once as somebody who may, or name a "
    "folder with NUMBA_CACHE_DIR, there and for the worker."
)


@click.command("compile", help="Förbered beräkningen, så att ingen väntar. / Compile, so that nobody waits for it.")
@click.pass_obj
@plain_errors
def compile_command(words: Words) -> None:
    """Compile the planner for this computer, where it is not."""
    if is_warm():
        click.echo(words.text("The planner is compiled already."))
        return
    if kernel_folder() is None:
        from platformdirs import user_cache_path

        stop(words.text(NO_PLACE, folder=user_cache_path("faltplan")))
    compile_with_progress(words)


def compile_with_progress(words: Words) -> None:
    """Compile what is not compiled yet, and tell how far it is."""
    if is_warm() or kernel_folder() is None:
        return
    from planner.search.warm import compile_kernels

    label = words.text("Compiling the planner (a minute, the first time)")
    with click.progressbar(length=100, label=label, file=sys.stderr) as bar:
        compile_kernels(report=lambda done, of: bar.update(100 * done // of - bar.pos))
