"""Words the conclusion: the score, the grade, the scale of grades."""

from collections.abc import Callable, Sequence
from random import Random

from corpora.seeded.figures import chance
from corpora.seeded.narrative.writer import Writer

Bands = Sequence[tuple[str, str]]
Manner = Callable[[Bands, Random], str]


def verdict(writer: Writer) -> str:
    """Return the score and the grade, with the points of the execution rate; empty without a score."""
    plan = writer.plan
    told = ""
    if plan.execution_weight or plan.execution_score:
        told = writer.say(
            "execution_points", ("weight", "score"), weight=plan.execution_weight, score=plan.execution_score
        )
    if plan.score is None and plan.grade is None:
        return told
    writer.record.conclude(
        **{key: value for key, value in (("score", plan.score), ("grade", plan.grade)) if value is not None}
    )
    full = plan.full if plan.score and (plan.full != "100" or chance(writer.rng, 0.3)) else None
    subject = writer.say("scored_project" if plan.project else "scored_department")
    return told + writer.say(
        "verdict", ("score", "grade", "full"), subject=subject, score=plan.score, grade=plan.grade, full=full
    )


def scale(writer: Writer) -> str:
    """Return the scale of grades as a sentence; empty where the plan prints none."""
    bands = writer.plan.bands
    if not bands or not writer.plan.scale_printed:
        return ""
    writer.record.conclude(grade_scale=[[label, lower] for label, lower in bands if lower != "0"])
    return writer.say("scale", bands=writer.rng.choice(MANNERS)(bands, writer.rng))


def _signs(bands: Bands, rng: Random) -> str:
    """得分≥90分为优；80≤得分＜90分为良."""
    what = rng.choice(("得分", "总分", "S"))
    texts = [f"{what}≥{bands[0][1]}分为{bands[0][0]}"]
    for (label, lower), upper in zip(bands[1:-1], _uppers(bands), strict=False):
        texts.append(f"{lower}≤{what}＜{upper}分为{label}")
    texts.append(f"{what}＜{bands[-2][1]}分为{bands[-1][0]}")
    return rng.choice("；，").join(texts)


def _reversed_signs(bands: Bands, rng: Random) -> str:
    """优≥90分；90分＞良≥80分."""
    texts = [f"{bands[0][0]}≥{bands[0][1]}分"]
    for (label, lower), upper in zip(bands[1:-1], _uppers(bands), strict=False):
        texts.append(f"{upper}分＞{label}≥{lower}分")
    texts.append(f"{bands[-1][0]}＜{bands[-2][1]}分")
    return rng.choice("；，").join(texts)


def _inclusive(bands: Bands, rng: Random) -> str:
    """90分（含）以上为优，80（含）-90分为良."""
    dash = rng.choice(("-", "—", "～", "至"))
    texts = [f"{bands[0][1]}分（含）以上为{bands[0][0]}"]
    for (label, lower), upper in zip(bands[1:-1], _uppers(bands), strict=False):
        texts.append(f"{lower}（含）{dash}{upper}分为{label}")
    texts.append(f"{bands[-2][1]}分以下为{bands[-1][0]}")
    return "，".join(texts)


def _above(bands: Bands, rng: Random) -> str:
    """90分以上（含90分）为优，80—90分（含80分，不含90分）为良."""
    quoted = "“{}”" if chance(rng, 0.4) else "{}"
    texts = [f"{bands[0][1]}分以上（含{bands[0][1]}分）为{quoted.format(bands[0][0])}"]
    for (label, lower), upper in zip(bands[1:-1], _uppers(bands), strict=False):
        texts.append(f"{lower}—{upper}分（含{lower}分，不含{upper}分）为{quoted.format(label)}")
    texts.append(f"{bands[-2][1]}分以下为{quoted.format(bands[-1][0])}")
    return rng.choice("，；").join(texts)


def _brackets(bands: Bands, rng: Random) -> str:
    """优（90分及以上）、良（80分及以上、90分以下）."""
    texts = [f"{bands[0][0]}（{bands[0][1]}分及以上）"]
    for (label, lower), upper in zip(bands[1:-1], _uppers(bands), strict=False):
        texts.append(f"{label}（{lower}分及以上、{upper}分以下）")
    texts.append(f"{bands[-1][0]}（{bands[-2][1]}分以下）")
    return "、".join(texts) + rng.choice(("四档", "四个等级", ""))


def _between(bands: Bands, rng: Random) -> str:
    """90分以上为优，80分以上不足90分为良."""
    texts = [f"{bands[0][1]}分及以上为{bands[0][0]}"]
    for (label, lower), upper in zip(bands[1:-1], _uppers(bands), strict=False):
        texts.append(f"{lower}分及以上不足{upper}分为{label}")
    texts.append(f"不足{bands[-2][1]}分为{bands[-1][0]}")
    return rng.choice("，；").join(texts)


def _uppers(bands: Bands) -> list[str]:
    """Return the upper bound of each band but the first: the lower one of the band above."""
    return [lower for _, lower in bands[:-1]]


MANNERS: tuple[Manner, ...] = (_signs, _reversed_signs, _inclusive, _above, _brackets, _between)
"""The ways a scale of grades is worded."""
