"""The name in a stored verification, whoever of several places was verified first."""

import re
import zlib
from json.encoder import encode_basestring

from sqlalchemy import func, select, update

from perfeval.store.schema import contents, files
from perfeval.store.store import Store

_NAME = re.compile(r'("source":\s*\{"name":\s*)"(?:[^"\\]|\\.)*"')


def settle(store: Store) -> None:
    """Give every content met at several places the first of their names.

    Which of them is verified depends on the order in which they are met and on interruptions;
    what is kept must not.
    """
    first = (
        select(files.c.sha256, func.min(files.c.place).label("place"))
        .where(files.c.sha256.is_not(None))
        .group_by(files.c.sha256)
        .having(func.count() > 1)
        .subquery()
    )
    kept = contents.c.verification
    query = select(first.c.sha256, first.c.place, kept).join_from(
        first, contents, first.c.sha256 == contents.c.sha256
    )
    with store.writing() as connection:
        for sha256, place, packed in connection.execute(query.where(kept.is_not(None))).all():
            text = zlib.decompress(packed).decode()
            named = _renamed(text, place)
            if named != text:
                connection.execute(
                    update(contents)
                    .where(contents.c.sha256 == sha256)
                    .values(verification=zlib.compress(named.encode(), 6))
                )


def _renamed(text: str, name: str) -> str:
    found = _NAME.search(text)
    return f"{text[: found.end(1)]}{encode_basestring(name)}{text[found.end() :]}" if found else text
