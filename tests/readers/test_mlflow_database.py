"""The reader of MLflow's database, on files that the tests write themselves."""

import hashlib
import multiprocessing
import os
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from runreport.errors import ReaderError
from runreport.model import Omission, Problem, RunRef, Status, StoreRef
from runreport.readers.contract import Place
from runreport.readers.mlflow import database as mlflow_database

RUN = "0123456789abcdef0123456789abcdef"
OTHER = "fedcba9876543210fedcba9876543210"
HEAD = "dc11669786a5"

# The tables that every schema has, as MLflow before 1.0 made them.
OLDEST = """
create table experiments (experiment_id integer primary key, name varchar(256) not null unique,
    artifact_location varchar(256), lifecycle_stage varchar(32));
create table runs (run_uuid varchar(32) not null primary key, name varchar(250), source_type varchar(20),
    source_name varchar(500), entry_point_name varchar(50), user_id varchar(256), status varchar(20),
    start_time bigint, end_time bigint, source_version varchar(50), lifecycle_stage varchar(20),
    artifact_uri varchar(200), experiment_id integer);
create table metrics (key varchar(250) not null, value float not null, timestamp bigint not null,
    run_uuid varchar(32) not null, primary key (key, timestamp, run_uuid, value));
create table params (key varchar(250), value varchar(250), run_uuid varchar(32), primary key (key, run_uuid));
create table tags (key varchar(250), value varchar(250), run_uuid varchar(32), primary key (key, run_uuid));
insert into experiments values (1, 'screening', './mlruns/1', 'active');
"""
STEPS = """
drop table metrics;
create table metrics (key varchar(250) not null, value float not null, timestamp bigint not null,
    run_uuid varchar(32) not null, step bigint default 0 not null,
    primary key (key, timestamp, step, run_uuid, value));
create table alembic_version (version_num varchar(32));
insert into alembic_version values ('451aebb31d03');
"""
IS_NAN = """
drop table metrics;
create table metrics (key varchar(250) not null, value double not null, timestamp bigint not null,
    run_uuid varchar(32) not null, step bigint default 0 not null, is_nan boolean default 0 not null,
    primary key (key, timestamp, step, run_uuid, value, is_nan));
update alembic_version set version_num = '181f10493468';
"""
REGISTRY = """
create table experiment_tags (key varchar, value varchar, experiment_id integer);
create table registered_models (name varchar primary key, creation_time bigint, last_updated_time bigint,
    description varchar);
create table model_versions (name varchar, version integer, creation_time bigint, description varchar,
    current_stage varchar, source varchar, run_id varchar);
create table registered_model_tags (key varchar, value varchar, name varchar);
create table model_version_tags (key varchar, value varchar, name varchar, version integer);
"""
NEWEST = """
create index index_metrics_run_uuid on metrics (run_uuid);
create index index_params_run_uuid on params (run_uuid);
create index index_tags_run_uuid on tags (run_uuid);
alter table runs add column deleted_time bigint;
alter table experiments add column creation_time bigint;
alter table model_versions add column storage_location varchar;
create table registered_model_aliases (alias varchar, version integer, name varchar);
create table datasets (dataset_uuid varchar, experiment_id integer, name varchar, digest varchar,
    dataset_source_type varchar, dataset_source varchar, dataset_schema varchar, dataset_profile varchar);
create table inputs (input_uuid varchar, source_type varchar, source_id varchar, destination_type varchar,
    destination_id varchar, step bigint);
create table input_tags (input_uuid varchar, name varchar, value varchar);
create table logged_models (model_id varchar, experiment_id integer, name varchar, artifact_location varchar,
    creation_timestamp_ms bigint, status integer, source_run_id varchar);
create table logged_model_tags (model_id varchar, experiment_id integer, tag_key varchar, tag_value varchar);
create table trace_info (request_id varchar, experiment_id integer);
update alembic_version set version_num = 'dc11669786a5';
"""
SCHEMAS = {
    "before 1.0": OLDEST,
    "1.0": OLDEST + STEPS,
    "1.1": OLDEST + STEPS + IS_NAN,
    "1.10": OLDEST + STEPS + IS_NAN + REGISTRY,
    "3.17": OLDEST + STEPS + IS_NAN + REGISTRY + NEWEST,
}


def add_run(connection, run=RUN, *, experiment=1, stage="active", status="FINISHED", name="first"):
    connection.execute(
        "insert into runs (run_uuid, name, source_type, source_name, entry_point_name, user_id, status,"
        " start_time, end_time, source_version, lifecycle_stage, artifact_uri, experiment_id)"
        " values (?, ?, 'LOCAL', '', '', 'someone', ?, 1700000000000, 1700000060000, '', ?, ?, ?)",
        (run, name, status, stage, f"file:///C:/mlruns/1/{run}/artifacts", experiment),
    )


def add_point(connection, value, step, *, key="loss", time=1700000000000, run=RUN, nan=0):
    connection.execute(
        "insert into metrics (key, value, timestamp, run_uuid, step, is_nan) values (?, ?, ?, ?, ?, ?)",
        (key, value, time, run, step, nan),
    )


@pytest.fixture
def path(tmp_path):
    """Return the path of a database of the newest schema with one experiment and one run."""
    file = tmp_path / "store" / "mlflow.db"
    file.parent.mkdir()
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executescript(SCHEMAS["3.17"])
        add_run(connection)
    return file


@pytest.fixture
def edit(path):
    """Return a function that runs statements on the database, and commits."""

    def run(*statements):
        with closing(sqlite3.connect(path)) as connection, connection:
            for statement in statements:
                connection.execute(statement) if isinstance(statement, str) else statement(connection)

    return run


def find(path):
    return list(mlflow_database.find(StoreRef("mlflow-database", str(path))))


def read(path, key=RUN, stamp=""):
    return mlflow_database.read(RunRef(StoreRef("mlflow-database", str(path)), key, stamp))


def contents(folder):
    return {entry.name: hashlib.sha256(entry.read_bytes()).hexdigest() for entry in sorted(folder.iterdir())}


# What is a store


def test_a_database_is_recognized_by_its_tables_whatever_its_name(path):
    other = path.with_name("notes.txt")
    path.rename(other)
    assert "runs, experiments and metrics" in mlflow_database.recognizes(Place(str(other), False)).because


@pytest.mark.parametrize(
    "script",
    [
        "create table studies (a); create table trials (b); create table alembic_version (c);",
        "create table runs (a); create table experiments (b);",
        "create table runs (a); create table experiments (b); create table metrics (name, number);",
    ],
)
def test_other_databases_are_not_recognized(tmp_path, script):
    file = tmp_path / "mlflow.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executescript(script)
    assert mlflow_database.recognizes(Place(str(file), False)) is None
    with pytest.raises(ReaderError, match="no database of MLflow"):
        find(file)


@pytest.mark.parametrize(
    "content", [b"", b"SQLite format 3\0", b"SQLite format 3\0" + b"\xff" * 5000, b"run,loss\n"]
)
def test_other_files_are_not_recognized(tmp_path, content):
    file = tmp_path / "study.db"
    file.write_bytes(content)
    assert mlflow_database.recognizes(Place(str(file), False)) is None
    assert (
        mlflow_database.recognizes(Place(str(tmp_path), True, frozenset(), frozenset({"mlflow.db"}))) is None
    )


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_of_mlflows_name_is_claimed_so_that_it_is_told(tmp_path, content):
    file = tmp_path / "mlflow.db"
    file.write_bytes(content)
    assert "name" in mlflow_database.recognizes(Place(str(file), False)).because
    with pytest.raises(ReaderError, match=r"mlflow\.db"):
        find(file)


def test_a_database_whose_tables_stand_in_the_wal_alone_is_recognized(tmp_path):
    file = tmp_path / "a" / "mlflow.db"
    file.parent.mkdir()
    with closing(sqlite3.connect(tmp_path / "live.db")) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.executescript(SCHEMAS["3.17"])
        add_run(connection)
        connection.commit()
        for side in ("", "-wal"):
            shutil.copy(tmp_path / f"live.db{side}", f"{file}{side}")
    before = contents(file.parent)
    assert mlflow_database.recognizes(Place(str(file), False)) is not None
    assert [ref.key for ref in find(file)] == [RUN]
    assert contents(file.parent) == before


@pytest.mark.parametrize("prefix", ["sqlite:///{}", "sqlite:///{}?timeout=30", "{}"])
def test_a_database_may_be_given_as_path_or_url(path, edit, prefix):
    edit(lambda connection: add_point(connection, 0.5, 0))
    address = prefix.format(path)
    (ref,) = find(address)
    assert ref.store.address == address
    assert mlflow_database.read(ref).metrics["loss"].stats.last == 0.5
    assert mlflow_database.SCHEMES == ("sqlite",)


def test_a_url_without_a_file_is_an_error():
    with pytest.raises(ReaderError, match="names no file"):
        find("sqlite://")


# Every schema


@pytest.mark.parametrize("schema", SCHEMAS)
def test_every_schema_is_read_as_far_as_it_goes(tmp_path, schema):
    file = tmp_path / "mlflow.db"
    has_steps = schema != "before 1.0"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.executescript(SCHEMAS[schema])
        for run in (RUN, OTHER):
            add_run(connection, run)
            connection.execute("insert into params values ('alpha', '0.1', ?)", (run,))
            connection.execute("insert into tags values ('mlflow.note.content', 'A note', ?)", (run,))
            sql = "insert into metrics (key, value, timestamp, run_uuid) values ('loss', ?, ?, ?)"
            unit = 1000 if has_steps else 1
            connection.execute(sql, (0.9, 1700000000 * unit, run))
            connection.execute(sql, (0.5, 1700000001 * unit, run))
            if has_steps:
                connection.execute("update metrics set step = 7 where value = 0.5")
    assert [ref.key for ref in find(file)] == [RUN, OTHER]
    for key in (RUN, OTHER):
        run = read(file, key)
        assert (run.experiment, run.name, run.status) == ("screening", "first", Status.FINISHED)
        assert (run.params, run.notes, run.environment.user) == ({"alpha": "0.1"}, "A note", "someone")
        assert run.metrics["loss"].values.tolist() == [0.9, 0.5]
        assert run.metrics["loss"].steps.tolist() == ([0, 7] if has_steps else [0, 0])
        assert run.metrics["loss"].times.tolist() == [1700000000.0, 1700000001.0]
        assert run.problems == ()


def test_a_newer_schema_is_read_and_said_to_be_unknown(path, edit):
    edit("update alembic_version set version_num = 'ffffffffffff'", "alter table runs add column mood text")
    problem, ref = sorted(find(path), key=lambda one: isinstance(one, RunRef))
    assert isinstance(problem, Problem)
    assert "ffffffffffff" in problem.what
    assert read(path, ref.key).name == "first"


def test_the_newest_known_schema_is_no_problem(path):
    assert [type(one) for one in find(path)] == [RunRef]


# Points


def test_points_come_by_step_and_then_as_they_were_logged(path, edit):
    edit(
        lambda connection: add_point(connection, 0.3, 2),
        lambda connection: add_point(connection, 0.9, 1, time=1700000000500),
        lambda connection: add_point(connection, 0.1, 1, time=1700000000500),
        lambda connection: add_point(connection, 5, -1, key="other"),
    )
    run = read(path)
    assert run.metrics["loss"].steps.tolist() == [1, 1, 2]
    assert run.metrics["loss"].values.tolist() == [0.9, 0.1, 0.3]
    assert run.metrics["loss"].times.tolist() == [1700000000.5, 1700000000.5, 1700000000.0]
    assert run.metrics["other"].values.tolist() == [5.0]


def test_nan_is_nan_and_an_infinity_is_the_number_that_mlflow_keeps(path, edit):
    edit(
        lambda connection: add_point(connection, 0, 0, nan=1),
        lambda connection: add_point(connection, 1.7976931348623157e308, 1),
        lambda connection: add_point(connection, -1.7976931348623157e308, 2),
    )
    values = read(path).metrics["loss"].values.tolist()
    assert [repr(value) for value in values] == ["nan", "1.7976931348623157e+308", "-1.7976931348623157e+308"]


def test_rows_that_hold_no_point_are_left_out_and_counted(path, edit):
    edit(
        lambda connection: add_point(connection, 0.5, 0),
        lambda connection: add_point(connection, "soon", 1),
        lambda connection: add_point(connection, 0.25, 1.5),
        lambda connection: add_point(connection, b"\xff", 3),
        lambda connection: add_point(connection, 0.125, 2**63 - 1),
    )
    run = read(path)
    assert run.metrics["loss"].steps.tolist() == [0, 2**63 - 1]
    assert run.metrics["loss"].values.tolist() == [0.5, 0.125]
    assert "3 rows" in run.problems[0].what


def test_system_metrics_stand_apart_from_results(path, edit):
    edit(
        lambda connection: add_point(connection, 1, 0, key="system/cpu"),
        lambda connection: add_point(connection, 1, 0),
    )
    run = read(path)
    assert (list(run.system), list(run.metrics)) == (["system/cpu"], ["loss"])


# What is said of a run


def test_text_that_is_no_utf8_is_shown_with_replacements(path, edit):
    edit(
        f"insert into params values ('a', cast(x'636166e9' as text), '{RUN}')",
        f"insert into params values ('b', 'x', '{RUN}')",
    )
    assert read(path).params == {"a": "caf\ufffd", "b": "x"}


def test_a_name_may_stand_in_a_tag_alone(path, edit):
    edit("update runs set name = ''", f"insert into tags values ('mlflow.runName', 'tagged', '{RUN}')")
    assert read(path).name == "tagged"


def test_data_sets_and_logged_models_come_by_their_links(path, edit):
    model = "m-" + "a" * 32
    profile = '{"features_shape": [4, 3]}'
    edit(
        "insert into datasets values ('d', 1, 'rows', '4ccd', 'local',"
        f" '{{\"uri\": \"a.csv\"}}', '{{}}', '{profile}')",
        f"insert into inputs values ('i', 'DATASET', 'd', 'RUN', '{RUN}', 0)",
        "insert into input_tags values ('i', 'mlflow.data.context', 'training')",
        f"insert into inputs values ('o', 'RUN_OUTPUT', '{RUN}', 'MODEL_OUTPUT', '{model}', 0)",
        f"insert into logged_models values ('{model}', 1, 'forest', 'x', 1700000000000, 2, '{RUN}')",
        f"insert into logged_model_tags values ('{model}', 1, 'color', 'green')",
    )
    run = read(path)
    (dataset,) = run.datasets
    assert (dataset.name, dataset.digest, dataset.source) == ("rows", "4ccd", "a.csv")
    assert (dataset.context, dataset.rows) == ("training", 4)
    (found,) = run.models
    assert (found.name, found.run, found.tags) == ("forest", RUN, {"color": "green"})
    assert found.created.isoformat() == "2023-11-14T22:13:20+00:00"


@pytest.mark.parametrize("beside", ["mlruns", "mlartifacts", "."])
def test_artifacts_are_found_beside_the_file_and_nowhere_else(path, edit, tmp_path, beside):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "secret.txt").write_text("x")
    edit(f"update runs set artifact_uri = '{elsewhere.as_uri()}'")
    assert read(path).artifacts == ()
    folder = path.parent / beside / "1" / RUN / "artifacts"
    folder.mkdir(parents=True)
    (folder / "roc.png").write_bytes(b"123")
    (folder / "requirements.txt").write_text("numpy==2.0\n")
    run = read(path)
    assert [(one.path, one.size_bytes) for one in run.artifacts] == [
        ("requirements.txt", 17 - 6),
        ("roc.png", 3),
    ]
    assert run.environment.packages == {"numpy": "2.0"}


# What is left out, and what is damaged


def test_deleted_runs_experiments_traces_and_prompts_are_counted(path, edit):
    edit(
        "insert into experiments values (2, 'gone', 'x', 'deleted', 1)",
        lambda connection: add_run(connection, OTHER, stage="deleted"),
        lambda connection: add_run(connection, "a" * 32, experiment=2),
        "insert into trace_info values ('tr-1', 1)",
        "insert into registered_models values ('p', 1, 1, null)",
        "insert into registered_model_tags values ('mlflow.prompt.is_prompt', 'true', 'p')",
    )
    found = find(path)
    assert [one.key for one in found if isinstance(one, RunRef)] == [RUN]
    assert {one.what: one.count for one in found if isinstance(one, Omission)} == {
        "deleted experiments": 1,
        "deleted runs": 2,
        "traces": 1,
        "prompts": 1,
    }
    facts = mlflow_database.describe(StoreRef("mlflow-database", str(path)))
    assert [one.name for one in facts.experiments] == ["screening"]
    assert facts.models == ()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "empty"),
        (b"run,loss\n1,2\n", "no SQLite database"),
        (b"SQLite format 3\0", "no SQLite database"),
    ],
)
def test_a_file_that_is_no_database_is_an_error_that_says_so(tmp_path, content, what):
    file = tmp_path / "mlflow.db"
    file.write_bytes(content)
    with pytest.raises(ReaderError, match=rf"mlflow\.db: .*{what}.*; "):
        find(file)
    assert contents(tmp_path).keys() == {"mlflow.db"}


def test_a_missing_file_is_an_error_and_is_not_made(tmp_path):
    with pytest.raises(ReaderError, match="cannot be opened"):
        find(tmp_path / "mlflow.db")
    assert list(tmp_path.iterdir()) == []


def everything_said(path):
    """Return the texts of all problems and errors that reading a database gives."""
    try:
        refs = [one for one in find(path) if isinstance(one, RunRef)]
        return [str(problem) for ref in refs for problem in mlflow_database.read(ref).problems]
    except ReaderError as error:
        return [str(error)]


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_an_error_or_a_problem_never_silence(path, edit, kept):
    edit(*[lambda connection, at=at: add_point(connection, at / 7, at) for at in range(3000)])
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    assert any("damaged" in said and "whole copy" in said for said in everything_said(path))


def test_a_run_that_is_gone_is_an_error(path):
    with pytest.raises(ReaderError, match="build the report again"):
        read(path, OTHER)


def test_a_run_of_an_unknown_experiment_is_kept_under_its_number(path, edit):
    edit("update runs set experiment_id = 99")
    (ref,) = find(path)
    assert read(path, ref.key).experiment == "99"


def test_a_locked_database_is_an_error_that_says_to_wait(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("begin exclusive")
        with pytest.raises(ReaderError, match=r"locked.*; wait"):
            find(path)
        writer.execute("rollback")
    assert [ref.key for ref in find(path)] == [RUN]


# Nothing is written, also beside a writer


def test_a_database_in_wal_mode_is_read_with_what_is_only_in_the_wal(path):
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("pragma journal_mode = wal")
        writer.execute("pragma wal_autocheckpoint = 0")
        for at in range(3):
            add_point(writer, at / 7, at)
            writer.commit()
            before = contents(path.parent)
            (ref,) = find(path)
            assert mlflow_database.read(ref).metrics["loss"].steps.tolist() == list(range(at + 1))
            assert contents(path.parent) == before
        assert before.keys() == {"mlflow.db", "mlflow.db-shm", "mlflow.db-wal"}
        add_point(writer, 1, 99)
        assert len(read(path).metrics["loss"]) == 3


def test_a_database_in_wal_mode_without_a_wal_gets_none(path, edit):
    edit("pragma journal_mode = wal", lambda connection: add_point(connection, 0.5, 0))
    assert contents(path.parent).keys() == {"mlflow.db"}
    before = contents(path.parent)
    for ref in find(path):
        assert mlflow_database.read(ref).metrics["loss"].stats.count == 1
    mlflow_database.describe(StoreRef("mlflow-database", str(path)))
    mlflow_database.recognizes(Place(str(path), False))
    assert contents(path.parent) == before


def test_a_run_that_find_saw_is_read_as_find_saw_it_while_a_writer_goes_on(path):
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("pragma journal_mode = wal")
        add_point(writer, 0.5, 0)
        writer.commit()
        (ref,) = find(path)
        mlflow_database.read(ref)
        add_run(writer, OTHER)
        writer.commit()
        assert mlflow_database.read(ref).metrics["loss"].stats.count == 1
        add_point(writer, 0.25, 1)
        writer.commit()
        assert mlflow_database.read(ref).metrics["loss"].stats.count == 1
        assert [mlflow_database.read(ref).metrics.keys() for ref in find(path)] == [{"loss"}, set()]
        assert read(path).metrics["loss"].stats.count == 2


def test_what_a_dead_writer_did_not_commit_is_not_read_and_its_journal_stays(path, edit, tmp_path):
    edit(*[lambda connection, at=at: add_point(connection, 0.5, at) for at in range(2000)])
    left = tmp_path / "left"
    left.mkdir()
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("pragma cache_size = 1")
        writer.execute("begin")
        writer.execute("update metrics set value = 99")
        shutil.copy(path, left / "mlflow.db")
        shutil.copy(f"{path}-journal", left / "mlflow.db-journal")
        writer.execute("rollback")
    assert (left / "mlflow.db").read_bytes() != path.read_bytes()
    before = contents(left)
    (ref,) = find(left / "mlflow.db")
    assert set(mlflow_database.read(ref).metrics["loss"].values.tolist()) == {0.5}
    assert contents(left) == before


def test_a_reader_between_two_writes_neither_waits_nor_blocks(path, edit):
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("begin immediate")
        add_point(writer, 0.5, 0)
        (ref,) = find(path)
        assert mlflow_database.read(ref).metrics == {}
        writer.execute("commit")
    edit(lambda connection: add_point(connection, 0.25, 1))
    assert mlflow_database.read(ref).metrics["loss"].steps.tolist() == [0, 1]


def test_a_read_only_store_is_read_and_stays_as_it_was(path, edit):
    edit(lambda connection: add_point(connection, 0.5, 0))
    before = contents(path.parent)
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        (ref,) = find(path)
        assert mlflow_database.read(ref).metrics["loss"].stats.count == 1
        assert contents(path.parent) == before
    finally:
        path.parent.chmod(0o755)


# Promises to every store


def test_keys_come_in_a_fixed_order_and_stamps_only_change_with_the_run(path, edit):
    edit(lambda connection: add_run(connection, OTHER))
    first = find(path)
    assert first == find(path)
    assert [ref.key for ref in first] == [RUN, OTHER]
    edit(lambda connection: add_point(connection, 0.5, 0))
    assert {ref.key for ref in set(find(path)) - set(first)} == {RUN}


@pytest.mark.parametrize(
    "statement",
    [
        f"insert into params values ('a', '1', '{RUN}')",
        f"insert into tags values ('a', '1', '{RUN}')",
        "update runs set status = 'FAILED'",
        "update experiments set name = 'renamed'",
        f"insert into inputs values ('i', 'DATASET', 'd', 'RUN', '{RUN}', 0)",
    ],
)
def test_a_stamp_changes_with_every_part_that_is_read(path, edit, statement):
    (before,) = find(path)
    edit(statement)
    (after,) = find(path)
    assert before.stamp != after.stamp


def test_a_stamp_changes_with_the_artifacts_beside_the_file(path):
    (before,) = find(path)
    folder = path.parent / "mlruns" / "1" / RUN / "artifacts"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("x")
    (after,) = find(path)
    assert before.stamp != after.stamp


def counted(address, what="points"):
    runs = [mlflow_database.read(ref) for ref in find(address) if isinstance(ref, RunRef)]
    return [run.name if what == "name" else len(run.metrics["loss"]) for run in runs]


def test_threads_read_the_same(path, edit):
    edit(lambda connection: add_run(connection, OTHER))
    for run in (RUN, OTHER):
        edit(*[lambda connection, at=at, run=run: add_point(connection, at, at, run=run) for at in range(50)])
    assert counted(path) == [50, 50]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(counted, [path] * 16)) == [[50, 50]] * 16


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="this system cannot fork")
def test_a_process_made_after_reading_reads_the_same_and_leaves_the_copy_alone(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma journal_mode = wal")
    assert counted(path, "name") == ["first"]
    with multiprocessing.get_context("fork").Pool(1) as processes:
        assert processes.apply_async(counted, (path, "name")).get(timeout=60) == ["first"]
    assert counted(path, "name") == ["first"]


def test_many_databases_can_be_read_in_turn(path, tmp_path):
    copies = [tmp_path / f"{number}.db" for number in range(7)]
    for copy in copies:
        shutil.copy(path, copy)
    for _ in range(2):
        assert [read(copy).name for copy in copies] == ["first"] * 7


def test_a_database_that_was_replaced_is_read_anew(path, edit, tmp_path):
    assert read(path).name == "first"
    other = tmp_path / "other.db"
    shutil.copy(path, other)
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("update runs set name = 'second'")
    other.replace(path)
    assert read(path).name == "second"


def test_the_registry_tells_versions_stages_aliases_and_descriptions(path, edit):
    model = "m-" + "a" * 32
    edit(
        "insert into registered_models values ('m', 1700000000000, 1, 'For wards')",
        "insert into registered_model_tags values ('team', 'north', 'm')",
        "insert into registered_model_aliases values ('champion', 10, 'm')",
        f"insert into logged_models values ('{model}', 1, 'forest', 'x', 1, 2, '{RUN}')",
        f"insert into model_versions values ('m', 9, 1, null, 'Staging', 'models:/{model}', null, null)",
        "insert into model_versions values ('m', 10, 1, 'Better', 'None', 'models:/m/9', null, null)",
        "insert into model_version_tags values ('checked', 'yes', 'm', 10)",
    )
    (found,) = mlflow_database.describe(StoreRef("mlflow-database", str(path))).models
    ninth, tenth = found.versions
    assert (found.name, found.description, found.tags) == ("m", "For wards", {"team": "north"})
    assert found.aliases == {"champion": "10"}
    assert (ninth.version, ninth.stage, ninth.run) == ("9", "Staging", RUN)
    assert (tenth.version, tenth.stage, tenth.run, tenth.aliases) == ("10", None, RUN, ("champion",))
    assert (tenth.description, tenth.tags) == ("Better", {"checked": "yes"})


def test_importing_brings_no_client_and_no_copy_is_left(path, tmp_path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma journal_mode = wal")
    code = (
        "import sys\n"
        "from runreport.model import StoreRef\n"
        "from runreport.readers.mlflow import database as mlflow_database\n"
        "refs = list(mlflow_database.find(StoreRef('mlflow-database', sys.argv[1])))\n"
        "print([mlflow_database.read(ref).name for ref in refs])\n"
        "print(sorted({'mlflow', 'pandas', 'sqlalchemy', 'alembic'} & sys.modules.keys()))\n"
    )
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, str(path)],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "TMPDIR": str(temporary)},
    )
    assert done.stdout.splitlines() == ["['first']", "[]"]
    assert done.stderr == ""
    assert list(temporary.iterdir()) == []
