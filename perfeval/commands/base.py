"""What all commands share: the group whose help is Chinese, and how they stop."""

from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

EXIT_USAGE = 2


def _chinese_help(option: Any) -> Any:
    if option is not None:
        option.help = "显示本说明后退出。"
    return option


class Command(TyperCommand):
    """A command whose ``--help`` is described in Chinese."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option, described."""
        return _chinese_help(super().get_help_option(ctx))


class Group(TyperGroup):
    """A group whose ``--help`` is described in Chinese."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option, described."""
        return _chinese_help(super().get_help_option(ctx))


def complain(line: str) -> None:
    """Say one line on standard error."""
    typer.echo(f"perfeval: {line}", err=True)


def stop(message: str, code: int = EXIT_USAGE) -> NoReturn:
    """Say *message* and leave with *code*."""
    for line in message.splitlines():
        complain(line)
    raise typer.Exit(code)
