"""Scoring standards: data, one TOML file a standard."""
