"""The WordprocessingML names the docx reader knows, in lxml's notation."""

from typing import Final

from docx.oxml.ns import nsmap

from extractor.readers.package import XmlElement

W: Final = f"{{{nsmap['w']}}}"
R: Final = f"{{{nsmap['r']}}}"
M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
O: Final = "{urn:schemas-microsoft-com:office:office}"  # noqa: E741

VAL: Final = W + "val"
P: Final = W + "p"
P_PR: Final = W + "pPr"
R_PR: Final = W + "rPr"
TBL: Final = W + "tbl"
VANISH: Final = W + "vanish"
ALTERNATE: Final = MC + "AlternateContent"
SDT: Final = W + "sdt"
SDT_CONTENT: Final = W + "sdtContent"

_FALSE: Final = frozenset({"0", "false", "off"})


def switch(node: XmlElement | None) -> bool | None:
    """Return what an on/off element says, ``None`` where it is absent."""
    return None if node is None else node.get(VAL) not in _FALSE


def chosen(alternate: XmlElement) -> XmlElement | None:
    """Return the one branch of ``mc:AlternateContent`` to read: the first choice, else the fallback."""
    choice = alternate.find(MC + "Choice")
    return alternate.find(MC + "Fallback") if choice is None else choice
