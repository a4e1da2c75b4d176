"""What lies between runs besides settings: the code of two of them, and files that only some left."""

import dataclasses

import pytest

from runreport.model import Artifact, Source
from runreport.pages.between import code_section, files_section

COMPARISON = "compare/screening.html"
REPOSITORY = "https://github.com/example/study.git"
BETWEEN = "https://github.com/example/study/compare/aa11aa11...bb22bb22"


def with_runs(report, change):
    """Return the report with each run as `change` makes it of the run and its model."""
    runs = {uid: change(run, str(run.params["model"])) for uid, run in report.runs.items()}
    return dataclasses.replace(report, runs=runs)


def with_source(report, sources):
    """Return the report with the source of each model's runs, and none of the others."""
    return with_runs(report, lambda run, model: dataclasses.replace(run, source=sources.get(model, Source())))


def code_of(report):
    (found,) = report.findings.experiments
    return code_section(report, found)


def files_of(report):
    (found,) = report.findings.experiments
    section = files_section(report, found)
    return None if section is None else [tuple(cell.text for cell in row) for row in section.table.rows]


def test_that_the_page_leads_to_what_changed_between_the_two_commits(clinic_page):
    page = clinic_page(COMPARISON)
    assert page.by_id("code").text.startswith("The code of forest-True and of the baseline, logistic-False")
    assert "They ran different commits of one repository." in page.text
    assert BETWEEN in page.links
    for commit in ("aa11aa11", "bb22bb22"):
        assert f"https://github.com/example/study/commit/{commit}" in page.links


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (Source(REPOSITORY, "aa11"), Source(REPOSITORY, "aa11"), "Both ran the same commit."),
        (Source(REPOSITORY, "aa11"), Source(), "Which code ran is not recorded for all of these runs"),
        (Source(None, "aa11"), Source(None, "bb22"), "Of which repository, the records do not say."),
        (Source(REPOSITORY, "aa11"), Source("https://x.org/y", "bb22"), "not all records name the same"),
        (Source("https://x.org/y", "aa11"), Source("https://x.org/y", "bb22"), "has no page known here"),
    ],
)
def test_that_no_page_of_a_difference_is_named_where_there_is_none(clinic, old, new, said):
    section = code_of(with_source(clinic, {"logistic": old, "forest": new}))
    assert said in section.text
    assert all("compare" not in entry.href for entry in section.entries)


@pytest.mark.parametrize(
    ("dirty", "said"),
    [
        (
            True,
            " Some of these runs had changes that were in no commit: the commits alone do not tell all.",
        ),
        (None, " Whether there were changes that are in no commit, the records do not say."),
        (False, ""),
    ],
)
def test_that_changes_in_no_commit_are_told(clinic, dirty, said):
    sources = {
        "logistic": Source(REPOSITORY, "aa11", dirty=dirty),
        "forest": Source(REPOSITORY, "bb22", dirty=dirty),
    }
    section = code_of(with_source(clinic, sources))
    assert section.text == f"They ran different commits of one repository.{said}"
    assert section.entries[-1].href.endswith("/compare/aa11...bb22")


def test_that_repeats_of_one_setting_on_several_commits_have_no_one_difference(clinic):
    def change(run, model):
        commit = f"aa{run.params['seed']}" if model == "logistic" else "bb22"
        return dataclasses.replace(run, source=Source(REPOSITORY, commit))

    section = code_of(with_runs(clinic, change))
    assert "there is no one difference to show" in section.text
    assert section.entries[0].text == "aa0, aa1 and aa2"


def test_that_without_a_baseline_no_code_is_compared(clinic):
    (found,) = clinic.findings.experiments
    assert code_section(clinic, dataclasses.replace(found, baseline=None)) is None


def test_that_the_page_lists_files_that_only_some_runs_left(clinic_page):
    page = clinic_page(COMPARISON)
    rows = page.rows()
    at = rows.index(["File", "Runs that have it", "Which"])
    assert rows[at + 1 : at + 3] == [
        ["weights.pkl", "6 of 12", "only logistic-True-2, logistic-True-1, logistic-True-0 and 3 more"],
        ["weights.pt", "6 of 12", "only forest-True-2, forest-True-1, forest-True-0 and 3 more"],
    ]
    assert "Over the 12 runs that list their files, those that divide them most first. 3 runs list none." in (
        page.text
    )


def test_that_a_file_of_one_run_comes_after_those_that_divide_and_lacking_ones_are_named(clinic):
    def change(run, model):
        names = ["all.txt", *(["half.txt"] if model == "forest" else [])]
        names += [] if run.title == "logistic-True-0" else ["but-one.txt"]
        names += ["one.txt"] if run.title == "forest-True-1" else []
        return dataclasses.replace(run, artifacts=tuple(Artifact(name) for name in names))

    assert files_of(with_runs(clinic, change)) == [
        ("half.txt", "6 of 15", "only forest-True-2, forest-True-1, forest-True-0 and 3 more"),
        ("but-one.txt", "14 of 15", "all but logistic-True-0"),
        ("one.txt", "1 of 15", "only forest-True-1"),
    ]


def test_that_runs_that_left_the_same_files_have_no_such_table(clinic):
    same = with_runs(clinic, lambda run, _: dataclasses.replace(run, artifacts=(Artifact("model.bin"),)))
    assert files_of(same) is None


def test_that_many_files_are_cut_and_the_rest_counted(clinic):
    def change(run, model):
        files = tuple(Artifact(f"{at}.txt") for at in range(40)) if model == "forest" else (Artifact("x"),)
        return dataclasses.replace(run, artifacts=files)

    (found,) = clinic.findings.experiments
    section = files_section(with_runs(clinic, change), found)
    assert len(section.table.rows) == 30
    assert section.table.note == "11 further files on the pages of the runs."


def test_that_a_baseline_in_front_stands_against_the_next_one(clinic):
    (found,) = clinic.findings.experiments
    first, second = (standing.group for standing in found.ranking.standings[:2])
    labels = {group.key: group.label for group in found.groups}
    section = code_section(clinic, dataclasses.replace(found, baseline=first))
    assert section.title == f"The code of {labels[second]} and of the baseline, {labels[first]}"
