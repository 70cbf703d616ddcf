"""How severe a finding is."""

from typing import Literal

Severity = Literal["critical", "error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("critical", "error", "warning", "info")
"""Most severe first."""
