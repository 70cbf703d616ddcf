"""The structures of reports: which sections stand in which order, and what each holds."""

from collections.abc import Callable

from corpora.seeded.figures import chance
from corpora.seeded.narrative import conclusion, facts, money, results
from corpora.seeded.narrative.style import day
from corpora.seeded.narrative.writer import Writer
from corpora.seeded.plan import STAGES


def department(writer: Writer) -> None:
    """Write a report on a whole department: the department, its money, what it reached."""
    _title(writer, "department")
    say, outline = writer.say, writer.outline
    first = chance(writer.rng, 0.12) and bool(writer.plan.score)
    if first:
        _conclusion(writer)
    outline.heading(1, say("heading_overview_department"))
    _department_overview(writer)
    outline.heading(1, say("heading_money_department"))
    money.write(writer, heading=2)
    outline.heading(1, say("heading_process"))
    _process(writer)
    outline.heading(1, say("heading_results_department"))
    _results(writer, heading=2)
    _ending(writer, concluded=first)


def project(writer: Writer) -> None:
    """Write a report on a project: what it is, how it was evaluated, what it reached."""
    _title(writer, "project")
    say, outline = writer.say, writer.outline
    first = chance(writer.rng, 0.2) and bool(writer.plan.score)
    if first:
        _conclusion(writer)
    outline.heading(1, say("heading_overview_project"))
    _project_overview(writer)
    outline.heading(1, say("heading_money_project"))
    money.write(writer, heading=2)
    outline.heading(1, say("heading_process"))
    _process(writer)
    outline.heading(1, say("heading_results"))
    _results(writer, heading=2)
    _ending(writer, concluded=first)


def transfer(writer: Writer) -> None:
    """Write a report on a transfer payment, in its five parts."""
    _title(writer, "project")
    say, outline = writer.say, writer.outline
    outline.heading(1, say("heading_a_assigned"))
    outline.paragraph(say("assigned"), *facts.offices(writer), writer.remarks("overview"))
    _residue(writer)
    outline.heading(1, say("heading_a_done"))
    outline.heading(2, say("heading_a_money"))
    money.write(writer, heading=3 if chance(writer.rng, 0.3) else 0)
    outline.heading(2, say("heading_a_overall"))
    outline.paragraph(_overall(writer), *facts.about_work(writer), _summary(writer))
    outline.heading(2, say("heading_a_items"))
    results.write(writer, heading=3)
    outline.paragraph(*facts.surveys(writer), writer.remarks("results"))
    outline.heading(1, say("heading_a_deviation"))
    outline.paragraph(_problems(writer), _measures(writer), writer.remarks("problems"))
    if verdict := _verdict(writer):
        outline.heading(1, say("heading_a_result"))
        outline.paragraph(*verdict)
    outline.heading(1, say("heading_a_use"))
    outline.paragraph(writer.remarks("process"), say(_named(writer, "used_for", "used_named")))
    outline.heading(1, say("heading_a_other"))
    outline.paragraph(say("nothing"))
    _sign(writer)


def _title(writer: Writer, what: str) -> None:
    say, outline = writer.say, writer.outline
    manner = writer.rng.choice(("long", "long", "two lines", "byline"))
    if manner == "long":
        outline.title(say(f"title_{what}"))
    elif manner == "two lines":
        outline.title(writer.plan.organization, say(f"title_short_{what}"))
    else:
        outline.title(say(f"title_short_{what}"))
        outline.paragraph(say("byline"))
    if chance(writer.rng, 0.7):
        outline.paragraph(say("intro", object=say(f"object_{what}")))


def _department_overview(writer: Writer) -> None:
    say, outline = writer.say, writer.outline
    people = [*facts.offices(writer), *facts.staff(writer)]
    parts: list[tuple[str, list[str]]] = [
        ("heading_duties", [say("duties")]),
        ("heading_staff", people),
        ("heading_assets", facts.assets(writer)),
    ]
    headed = chance(writer.rng, 0.6)
    for heading, sentences in parts:
        if headed and sentences:
            outline.heading(2, say(heading))
        outline.paragraph(*sentences)
    outline.paragraph(writer.remarks("overview"))


def _project_overview(writer: Writer) -> None:
    outline = writer.outline
    outline.paragraph(writer.say("about_project"), *facts.offices(writer))
    outline.paragraph(*facts.staff(writer), *facts.assets(writer), writer.remarks("overview"))


def _process(writer: Writer) -> None:
    text = writer.say(_named(writer, "process", "process_named"))
    writer.outline.paragraph(text, writer.remarks("process"))
    _residue(writer)


def _residue(writer: Writer) -> None:
    """Print what was left of the template."""
    for residue in writer.plan.residue:
        writer.outline.paragraph(residue)


def _named(writer: Writer, rule: str, named: str) -> str:
    """Return the rule to word: the one that names the office where its name is written otherwise here."""
    return named if "organization" in writer.plan.other_names else rule


def _results(writer: Writer, heading: int) -> None:
    outline = writer.outline
    outline.paragraph(_overall(writer), *facts.about_work(writer), _summary(writer))
    results.write(writer, heading=heading)
    outline.paragraph(*facts.surveys(writer), writer.remarks("results"))


def _overall(writer: Writer) -> str:
    """Return how the year's work went; that all was reached is said only where no shortfall is explained."""
    missed = any(item.reason for item in writer.plan.items)
    other = writer.plan.other_names.get("project")
    doing = (
        f"{other}实施工作"
        if other
        else writer.say(f"doing_{'project' if writer.plan.project else 'department'}")
    )
    return writer.say("overall_missed" if missed else "overall_met", ("doing",) if other else (), doing=doing)


def _summary(writer: Writer) -> str:
    """Return the figures that the plan states twice."""
    repeats = writer.plan.repeats
    for stage, amount in repeats.items():
        writer.record.amount(stage, "total", "all", amount)
    shown = {stage: writer.style.amount(repeats[stage]) for stage in STAGES if stage in repeats}
    whose = "项目" if writer.plan.project else writer.style.we
    if set(shown) == {"adjusted", "executed"}:
        return writer.say("summary", whose=whose, adjusted=shown["adjusted"], executed=shown["executed"])
    return "".join(
        writer.say(f"summary_{stage}", whose=whose, amount=amount) for stage, amount in shown.items()
    )


def _ending(writer: Writer, *, concluded: bool) -> None:
    """Write the conclusion unless it stood first, then problems and measures."""
    say, outline = writer.say, writer.outline
    if not concluded:
        _conclusion(writer)
    problems = _problems(writer) + writer.remarks("problems")
    measures = _measures(writer)
    if problems and measures and chance(writer.rng, 0.5):
        outline.heading(1, say("heading_both"))
        outline.paragraph(problems, measures)
    else:
        for heading, text in (("heading_problems", problems), ("heading_measures", measures)):
            if text:
                outline.heading(1, say(heading))
                outline.paragraph(text)
    _sign(writer)


def _conclusion(writer: Writer) -> None:
    if verdict := _verdict(writer):
        writer.outline.heading(1, writer.say("heading_conclusion"))
        writer.outline.paragraph(*verdict)


def _verdict(writer: Writer) -> list[str]:
    """Return the verdict and the scale, either first; empty without a score."""
    steps: list[Callable[[Writer], str]] = [conclusion.verdict, conclusion.scale]
    if chance(writer.rng, 0.4):
        steps.reverse()
    return [text for step in steps if (text := step(writer))]


def _problems(writer: Writer) -> str:
    text = writer.plan.problems.rstrip("。")
    return writer.say("problems", problems=text) if text else ""


def _measures(writer: Writer) -> str:
    text = writer.plan.measures.rstrip("。")
    return writer.say("measures", measures=text) if text else ""


def _sign(writer: Writer) -> None:
    if chance(writer.rng, 0.2):
        writer.outline.aside(writer.plan.organization)
        writer.outline.aside(day(f"{writer.plan.year + 1}-03-{writer.rng.randint(1, 28):02d}"))
