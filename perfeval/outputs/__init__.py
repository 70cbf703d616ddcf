"""One file a format; a renderer takes records and yields text."""
