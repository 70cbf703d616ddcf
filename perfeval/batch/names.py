"""The name in a stored verification, whoever of several places was verified first."""

import re
import zlib
from json.encoder import encode_basestring

from sqlalchemy import bindparam, func, select, update

from perfeval.store.schema import contents, files
from perfeval.store.store import Store

_NAME = re.compile(r'("source":\s*\{"name":\s*)"(?:[^"\\]|\\.)*"')


def settle(store: Store) -> None:
    """Give every content met at several places the first of their names.

    Which of them is verified depends on the order in which they are met and on interruptions;
    what is kept must not.
    """
    first = (
        select(files.c.sha256, func.min(files.c.place))
        .where(files.c.sha256.is_not(None))
        .group_by(files.c.sha256)
        .having(func.count() > 1)
        .order_by(files.c.sha256)
    )
    of_content = contents.c.sha256 == bindparam("hash")
    kept = select(contents.c.verification).where(of_content)
    renamed = update(contents).where(of_content).values(verification=bindparam("packed"))
    with store.writing() as connection:
        for sha256, place in connection.execute(first).all():
            packed = connection.scalar(kept, {"hash": sha256})
            if packed is None:
                continue
            text = zlib.decompress(packed).decode()
            named = _renamed(text, place)
            if named != text:
                connection.execute(renamed, {"hash": sha256, "packed": zlib.compress(named.encode(), 6)})


def _renamed(text: str, name: str) -> str:
    found = _NAME.search(text)
    return f"{text[: found.end(1)]}{encode_basestring(name)}{text[found.end() :]}" if found else text
