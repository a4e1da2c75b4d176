"""Where the files that ship beside the code are: templates, theme, finished assets."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
"""The folder of the package."""


def shipped(folder: str) -> Path:
    """Return the shipped folder `folder` of `site_templates`.

    A wheel carries the folders inside the package. An editable install has no copy of them, so
    there they are taken from the checkout that the package stands in.

    Args:
        folder: name in `site_templates`: `pages`, `partials`, `theme` or `assets`.
    """
    inside = PACKAGE / "site_templates" / folder
    return inside if inside.is_dir() else PACKAGE.parents[1] / "site_templates" / folder
