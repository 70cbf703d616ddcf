"""Commands too many for ``cli.py``: options in, a library call, an exit code out.

Nothing but typer is imported before a command runs.
"""
