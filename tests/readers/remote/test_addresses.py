"""What addresses elsewhere are called, and what is needed to open them."""

import sys

import pytest

from runreport.errors import ReaderError
from runreport.readers.catalog import catalog
from runreport.readers.detect import detect
from runreport.readers.explain import explain
from runreport.readers.remote.address import clean, remote_at, scrubbed


@pytest.mark.parametrize(
    ("given", "called"),
    [
        ("s3://bucket/runs/", "s3://bucket/runs"),
        ("S3://bucket/a#b/c?d", "s3://bucket/a#b/c?d"),
        ("https://me:secret@host:8080/runs?token=secret#top", "https://host:8080/runs"),
        ("https://secret@host/runs", "https://host/runs"),
        ("https://host/runs#top", "https://host/runs"),
        ("ssh://me@host:22/home/me/runs", "ssh://host:22/home/me/runs"),
        (
            "az://container@account.dfs.core.windows.net/runs",
            "az://container@account.dfs.core.windows.net/runs",
        ),
        ("az://container/runs?sig=secret", "az://container/runs"),
        ("abfs://user:secret@account/runs", "abfs://account/runs"),
        ("hf://datasets/group/runs@main/a", "hf://datasets/group/runs@main/a"),
        ("zip://runs.zip", "zip://runs.zip"),
        ("zip://a/b::s3://bucket/runs.zip", "zip://s3://bucket/runs.zip/a/b"),
        ("zip://s3://bucket/runs.zip/a/b", "zip://s3://bucket/runs.zip/a/b"),
        ("zip://::https://me:secret@host/runs.zip?x=secret", "zip://https://host/runs.zip"),
        ("zip://a::file:///data/runs.zip", "zip:///data/runs.zip/a"),
        ("zip:///data/runs.ZIP/a/b", "zip:///data/runs.ZIP/a/b"),
        ("zip://archive/", "zip://archive"),
    ],
)
def test_an_address_is_called_by_what_is_no_secret(given, called):
    assert remote_at(given).address == called
    assert remote_at(called).address == called
    assert "secret" not in called


def test_an_address_of_a_readers_own_scheme_is_called_without_secrets_too():
    assert clean("tracker://me:secret@host/team?api_key=secret") == "tracker://host/team"
    assert clean("/data/runs?x=1") == "/data/runs?x=1"


def test_messages_of_others_are_scrubbed():
    said = "Cannot connect to\nhttps://me:secret@host/x?sig=secret&a=b (it said 'no')"
    assert scrubbed(said) == "Cannot connect to https://host/x (it said 'no')"


@pytest.mark.parametrize(
    ("address", "library", "extra"),
    [
        ("s3://bucket/runs", "s3fs", "s3"),
        ("gs://bucket/runs", "gcsfs", "gs"),
        ("az://container/runs", "adlfs", "az"),
        ("abfs://container/runs", "adlfs", "az"),
        ("hf://datasets/group/runs", "huggingface_hub", "hf"),
        ("ssh://host/runs", "paramiko", "ssh"),
        ("sftp://host/runs", "paramiko", "ssh"),
        ("https://host/runs", "aiohttp", "https"),
        ("zip://::https://host/runs.zip", "aiohttp", "https"),
    ],
)
def test_a_missing_library_is_named_with_the_extra_that_brings_it(address, library, extra, monkeypatch):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ReaderError) as refused:
        detect([address], catalog())
    said = str(refused.value).splitlines()[0]
    assert f":// addresses need {library}; install it with `pip install 'ml-runreport[{extra}]'`" in said


def test_an_address_that_names_nothing_or_no_archive_is_one_line():
    for address, said in {
        "s3://": "nothing is named; write bucket or host, and the folder",
        "zip://ftp://host/a.zip": "no archive can be read at ftp://; name a path or a URL",
    }.items():
        with pytest.raises(ReaderError, match=said):
            detect([address], catalog())


def test_a_readers_own_scheme_is_explained_without_opening_it():
    assert explain("sqlite:///none.db", catalog()).seen == "an address of the scheme sqlite"
