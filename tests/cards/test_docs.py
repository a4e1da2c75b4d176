from pathlib import Path

from runreport.cards.fields import FIELDS, SECTIONS, Filler

PAGE = Path(__file__).parents[2] / "docs" / "cards.md"
BEGIN = "<!-- fields: begin; held by `tests/cards/test_docs.py` -->\n"
END = "<!-- fields: end -->"


def tables():
    """The fields as the page shows them; paste them there when this test fails."""
    parts = []
    for key, title in SECTIONS.items():
        rows = [
            "| field | key | filled by | what belongs there | asked by |",
            "| --- | --- | --- | --- | --- |",
        ]
        for spec in (spec for spec in FIELDS if spec.section == key):
            label = f"**{spec.label}**" if spec.is_required else spec.label
            name = "" if spec.filler is Filler.RECORD else f"`{spec.key}`"
            asked = ", ".join(spec.asked_by) or "–"
            rows.append(f"| {label} | {name} | {spec.filler.value} | {spec.hint} | {asked} |")
        parts.append(f"### {title}\n\n" + "\n".join(rows))
    return "\n" + "\n\n".join(parts) + "\n\n"


def test_every_field_is_documented_as_it_is():
    shown = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    assert shown == tables()
