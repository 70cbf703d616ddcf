"""Why a file could not be read: one line with file, place, cause and what to do.

Exceptions are for unreadable input only. What is odd inside a readable document is a
:class:`~extractor.document.ReadWarning` or a finding.
"""

from typing import Literal

Language = Literal["zh", "en"]

_CATALOGUE: dict[str, tuple[str, str, str, str]] = {
    # code: (cause zh, remedy zh, cause en, remedy en)
    "missing": ("文件不存在", "请核对路径", "no such file", "check the path"),
    "permission": (
        "没有读取权限",
        "请更改文件权限后重试",
        "permission denied",
        "change the file's permissions",
    ),
    "io": (
        "读取失败：{detail}",
        "请检查磁盘或网络位置",
        "reading failed: {detail}",
        "check the disk or share",
    ),
    "empty": (
        "文件为空（0 字节）",
        "请重新取得原件",
        "the file is empty (0 bytes)",
        "obtain the original again",
    ),
    "blank": ("文件没有任何内容", "请重新取得原件", "the file has no content", "obtain the original again"),
    "nothing": (
        "里面没有可以读取的文件",
        "请核对路径",
        "it holds no file that can be read",
        "check the path",
    ),
    "unsupported": (
        "不支持的格式（{detail}）",
        "支持 docx、xlsx、xls、ods、pdf、txt、html；请先另存为其中一种",
        "unsupported format ({detail})",
        "docx, xlsx, xls, ods, pdf, txt and html are supported; save it as one of them",
    ),
    "damaged": (
        "文件损坏：{detail}",
        "请重新取得原件或另存后重试",
        "the file is damaged: {detail}",
        "obtain it again or save it anew",
    ),
    "encrypted": (
        "文件已加密",
        "请解除密码后重试",
        "the file is encrypted",
        "remove the password and try again",
    ),
    "entities": (
        "XML 含有实体或 DTD 声明，拒绝解析",
        "请用办公软件另存后重试",
        "the XML declares entities or a DTD and is refused",
        "save it anew with an office program",
    ),
    "library": (
        "读取 {detail} 压缩包需要另外的库",
        "请运行 pip install 'perfeval[archives]' 后重试",
        "reading {detail} archives needs another library",
        "run pip install 'perfeval[archives]' and try again",
    ),
    "unrar": (
        "解开 RAR 压缩包需要 unrar、unar 或 bsdtar 程序",
        "请安装其中一个（例如 apt-get install unar）后重试",
        "unpacking RAR archives needs the program unrar, unar or bsdtar",
        "install one of them (e.g. apt-get install unar) and try again",
    ),
    "limit": ("超出上限：{detail}", "请拆分文件后重试", "over the limit: {detail}", "split the file"),
    "traversal": (
        "压缩包内路径不安全：{detail}",
        "请重新打包",
        "unsafe path inside the archive: {detail}",
        "pack it again",
    ),
}


class ExtractorError(Exception):
    """Root of everything raised for input that cannot be read.

    ``code`` names the cause in the catalogue, ``file`` the input as the user gave it,
    ``place`` a part, page or offset inside it where that is known.
    """

    def __init__(self, code: str, *, file: str = "", place: str | None = None, detail: str = "") -> None:
        super().__init__(code, file, place, detail)
        self.code = code
        self.file = file
        self.place = place
        self.detail = detail

    def named(self, file: str) -> "ExtractorError":
        """Return this error with the input's *file* name filled in where it was not known."""
        if not self.file:
            self.file = file
        return self

    def line(self, language: Language = "zh") -> str:
        """Return the one line the user sees; control characters in names are escaped."""
        cause_zh, remedy_zh, cause_en, remedy_en = _CATALOGUE[self.code]
        file = printable(self.file)
        place = printable(self.place) if self.place else ""
        if language == "en":
            where = f" ({place})" if place else ""
            return f"{file}{where}: {cause_en.format(detail=printable(self.detail))}; {remedy_en}"
        where = f"（{place}）" if place else ""
        return f"{file}{where}：{cause_zh.format(detail=printable(self.detail))}；{remedy_zh}"

    def __str__(self) -> str:
        return self.line()


class UnreadableFile(ExtractorError):
    """The file is missing, empty, damaged or refused."""


class UnsupportedFormat(ExtractorError):
    """The content is of a kind no reader takes."""


class EncryptedFile(ExtractorError):
    """The file needs a password."""


class LimitExceeded(ExtractorError):
    """The file is larger, deeper or more compressed than :mod:`extractor.limits` allows."""


def printable(text: str) -> str:
    """Return *text* on one line: control characters and lone surrogates written as escapes."""
    return "".join(
        character
        if character.isprintable()
        else character.encode("unicode_escape", "backslashreplace").decode("ascii")
        for character in text
    )
