"""Expand, then contract: the former version runs beside the new schema, so no migration takes away what it still uses.

A migration that drops or renames is the contract half of an expansion that went out in an earlier deployment; it names
that revision: `CONTRACTS = "0007_expand_titles"`.
"""

import ast
import re
from collections.abc import Collection
from pathlib import Path

import pytest

from tools.program.evaluate import ROOT

VERSIONS = ROOT / "backend" / "film_studio" / "migrations" / "versions"
TAKES_AWAY = {"drop_table", "drop_column", "rename_table"}
#: Of `alter_column`: another name or another type.
NARROWS = {"new_column_name", "type_"}
SQL = re.compile(
    r"\b(DROP\s+(TABLE|COLUMN|VIEW|SCHEMA|TYPE|FUNCTION|DATABASE)|RENAME\s+(TO|COLUMN|CONSTRAINT)|ALTER\s+COLUMN\s+\S+\s+(SET\s+DATA\s+)?TYPE)\b",
    re.IGNORECASE,
)


def refusals(source: str, earlier: Collection[str]) -> list[str]:
    """What a migration does in one step that needs two; `earlier` are the revisions before it."""
    tree = ast.parse(source)
    contracts = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "CONTRACTS" for t in node.targets)
    ]
    if contracts and contracts[0] in earlier:
        return []
    found = [f"CONTRACTS names {contracts[0]!r}, which is not an earlier revision"] if contracts else []
    # What a downgrade takes away is what the upgrade brought.
    upgraded = [node for node in tree.body if getattr(node, "name", "") != "downgrade"]
    for node in (each for top in upgraded for each in ast.walk(top)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            called = node.func.attr
            narrowed = {keyword.arg for keyword in node.keywords} & NARROWS
            if called in TAKES_AWAY or (called == "alter_column" and narrowed):
                found.append(f"line {node.lineno}: {called}")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and (sql := SQL.search(node.value)):
            found.append(f"line {node.lineno}: {sql[0]}")
    return found


@pytest.mark.parametrize("path", sorted(VERSIONS.glob("[0-9]*.py")), ids=lambda path: path.stem)
def test_no_migration_drops_or_renames_in_one_step(path: Path) -> None:
    earlier = {each.stem for each in VERSIONS.glob("[0-9]*.py") if each.stem < path.stem}
    assert refusals(path.read_text(), earlier) == []


@pytest.mark.parametrize(
    ("line", "refused"),
    [
        ('op.drop_table("shots")', "drop_table"),
        ('op.drop_column("shots", "size")', "drop_column"),
        ('op.rename_table("shots", "takes")', "rename_table"),
        ('op.alter_column("shots", "size", new_column_name="framing")', "alter_column"),
        ('op.alter_column("shots", "size", type_=sa.Integer())', "alter_column"),
        ('op.execute("ALTER TABLE shots DROP COLUMN size")', "DROP COLUMN"),
        ('op.execute("ALTER TABLE shots RENAME TO takes")', "RENAME TO"),
        ('op.execute("alter table shots alter column size type text")', "alter column size type"),
        ('with op.batch_alter_table("shots") as table:\n        table.drop_column("size")', "drop_column"),
    ],
)
def test_what_the_former_version_still_uses_cannot_go_at_once(line: str, refused: str) -> None:
    source = f"def upgrade():\n    {line}\n"
    (found,) = refusals(source, {"0001_foundation"})
    assert found.endswith(refused)
    assert refusals(f'CONTRACTS = "0001_foundation"\n{source}', {"0001_foundation"}) == []
    assert "not an earlier revision" in refusals(f'CONTRACTS = "0009_later"\n{source}', {"0001_foundation"})[0]


def test_adding_is_free_and_a_downgrade_may_take_back_what_was_added() -> None:
    source = (
        "def upgrade():\n    op.add_column('shots', column)\n    op.alter_column('shots', 'size', nullable=True)\n\n"
        "def downgrade():\n    op.drop_column('shots', 'framing')\n"
    )
    assert refusals(source, set()) == []
