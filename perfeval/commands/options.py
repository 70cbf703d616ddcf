"""What the commands of ``cli.py`` have in common: their options and where the defaults come from."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand, TyperGroup

from perfeval.commands.output import stop


def _chinese_help(option: Any) -> Any:
    if option is not None:
        option.help = "显示本说明后退出。"
    return option


class Command(TyperCommand):
    """A command whose help option is explained in Chinese."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option."""
        return _chinese_help(super().get_help_option(ctx))


class Group(TyperGroup):
    """A group whose help option is explained in Chinese."""

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option."""
        return _chinese_help(super().get_help_option(ctx))


Paths = Annotated[
    list[str],
    typer.Argument(
        metavar="PATH",
        help="文件、文件夹（逐层查找）或 zip 压缩包；- 从标准输入读取路径清单。",
        show_default=False,
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="OUT", help="写入文件（写完才替换）；缺省写到标准输出。", show_default=False
    ),
]


def settings(context: typer.Context, path: Path | None) -> Path | None:
    """Take the settings file's values as the defaults of the options; runs before they are read."""
    from perfeval import config

    if context.params.get("no_config"):
        context.obj = config.Config()
        return path
    try:
        found = path or config.find(Path.cwd())
        settings = context.obj = config.load(found) if found else config.Config()
    except config.BadConfig as error:
        stop(str(error))
    names = ("standard", "select", "ignore", "fail_on", "lang", "baseline")
    context.default_map = {name: value for name in names if (value := getattr(settings, name))}
    return path


ConfigFile = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        callback=settings,
        is_eager=True,
        help="配置文件；缺省为当前文件夹或其上级中的 perfeval.toml。命令行优先于它。",
        show_default=False,
    ),
]
NoConfig = Annotated[
    bool, typer.Option("--no-config", is_eager=True, help="不读取任何配置文件。", show_default=False)
]
StandardName = Annotated[
    str,
    typer.Option(
        "--standard",
        metavar="NAME",
        help="评分标准的名称，或一个 .toml 文件；perfeval standards 列出。auto：按文件写明的地区和年度"
        "选择，没有的用全国标准。",
    ),
]
Select = Annotated[
    list[str] | None,
    typer.Option(
        "--select",
        metavar="CODES",
        help="只运行这些规则：编号或其开头，大小写均可，用逗号分开，可重复给出。",
        show_default=False,
    ),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option(
        "--ignore",
        metavar="CODES",
        help="不运行这些规则；写法同 --select，且优先于它。",
        show_default=False,
    ),
]
Threshold = Annotated[
    list[str] | None,
    typer.Option(
        "--threshold",
        metavar="NAME=VALUE",
        help="代替评分标准里的一个界限，如 low_execution=85；可重复给出。",
        show_default=False,
    ),
]
Lang = Annotated[Literal["zh", "en"], typer.Option("--lang", help="消息的语言。")]
