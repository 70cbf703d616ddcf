"""Calling pdfium quickly."""

import ctypes
from collections.abc import Callable
from typing import Any

POINTER, INT, FLOAT = ctypes.c_void_p, ctypes.c_int, ctypes.c_float


def plain(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    """Return *function* of pdfium as one that takes and gives bare addresses.

    Without typed pointers to check and convert a call costs a third, and :func:`map` can
    drive it over a range of addresses.
    """
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result, *arguments)(address)
