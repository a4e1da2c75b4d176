"""The files beside the code are found."""

import pytest

from runreport.pages.shipped import shipped


@pytest.mark.parametrize(
    ("folder", "file"),
    [("theme", "main.html"), ("assets", "runreport.css"), ("pages", "run.html"), ("partials", "table.html")],
)
def test_each_shipped_folder_is_there(folder, file):
    assert (shipped(folder) / file).is_file()
