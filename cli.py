"""The ``perfeval`` command."""

import typer

app = typer.Typer()
