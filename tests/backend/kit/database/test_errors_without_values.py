"""What a failed statement leaves in the log: what it was about, and no word that anybody wrote."""

import traceback
import uuid

import psycopg
import pytest
from film_studio.kit.database.reader import Query, read
from film_studio.kit.database.session import Database, Sight
from sqlalchemy import Integer, String, bindparam, cast, select, text
from sqlalchemy.exc import SQLAlchemyError

pytestmark = pytest.mark.anyio
WORDS = "She opens the letter"
STATEMENTS = {
    "a row that is refused, quoted whole": "insert into project (id, title) values (null, :words)",
    "a value of the wrong type": "select cast(cast(:words as text) as integer)",
    "a value that is too long": "insert into organization (id, name) values (gen_random_uuid(), repeat(:words, 100))",
    "a statement that is wrong": "select nothing from nowhere where words = :words",
}


def written(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))


@pytest.mark.parametrize("statement", STATEMENTS.values(), ids=STATEMENTS.keys())
async def test_a_failed_statement_tells_no_words(database: Database, statement: str) -> None:
    with pytest.raises(SQLAlchemyError) as raised:
        async with database.system() as session:
            await session.execute(text(statement), {"words": WORDS})
    assert WORDS not in written(raised.value)
    assert "SQLSTATE" in str(raised.value)


async def test_what_a_failed_statement_was_about_is_told(database: Database) -> None:
    with pytest.raises(SQLAlchemyError, match="table project · column id"):
        async with database.system() as session:
            await session.execute(text(STATEMENTS["a row that is refused, quoted whole"]), {"words": WORDS})
    with pytest.raises(SQLAlchemyError, match='relation "nowhere" does not exist'):
        async with database.system() as session:
            await session.execute(text(STATEMENTS["a statement that is wrong"]), {"words": WORDS})


async def test_a_failed_read_tells_no_words(database: Database) -> None:
    query = Query(select(cast(bindparam("words", type_=String), Integer).label("number")))
    with pytest.raises(psycopg.Error) as raised:
        await read(database, Sight(uuid.uuid4()), query, {"words": WORDS})
    assert WORDS not in written(raised.value)
    assert "SQLSTATE 22P02" in str(raised.value)


async def test_a_refusal_keeps_its_kind(database: Database) -> None:
    with pytest.raises(SQLAlchemyError) as raised:
        async with database.system() as session:
            await session.execute(text(STATEMENTS["a value of the wrong type"]), {"words": WORDS})
    assert isinstance(raised.value.__cause__, psycopg.DataError)
