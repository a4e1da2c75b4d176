import pytest

from runreport.pages.forge import commit_link, compare_link


@pytest.mark.parametrize(
    ("repository", "expected"),
    [
        ("https://github.com/lab/study.git", "https://github.com/lab/study/compare/aa11...bb22"),
        ("git@gitlab.com:group/sub/study.git", "https://gitlab.com/group/sub/study/-/compare/aa11...bb22"),
        (
            "https://gitlab.example.org/lab/study",
            "https://gitlab.example.org/lab/study/-/compare/aa11...bb22",
        ),
        ("ssh://git@codeberg.org/lab/study", "https://codeberg.org/lab/study/compare/aa11...bb22"),
        ("https://gitea.example.org/lab/study", "https://gitea.example.org/lab/study/compare/aa11...bb22"),
        (
            "https://bitbucket.org/lab/study",
            "https://bitbucket.org/lab/study/branches/compare/bb22%0Daa11",
        ),
        ("https://git.sr.ht/~lab/study", ""),
        ("https://example.org/lab/study", ""),
        ("https://gitlab.example.org:8443/lab/study", ""),
        (None, ""),
    ],
)
def test_two_commits_are_compared_where_the_forge_can(repository, expected):
    assert compare_link(repository, "aa11", "bb22") == expected


@pytest.mark.parametrize("commit", [None, "", "../../x", 'a"b'])
def test_what_is_no_commit_leads_nowhere(commit):
    assert commit_link("https://github.com/lab/study", commit) == ""
