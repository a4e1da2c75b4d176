"""Makes all sample runs anew: `python sample_runs/make/all.py`.

The makers run in a small git repository of their own in a neutral folder, so
that records hold a real commit but nothing of the machine they were made on.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

STUDY_FOLDER = Path("/tmp/study")
SCRIPTS = (
    "workplace.py",
    "screening*.py",
    "digits.py",
    "diabetes.py",
    "chances.py",
    "comet_digits.py",
    "wandb_runs.py",
    "tensorboard_runs.py",
)
MAKERS = (
    ("screening.py", "screening/mlruns"),
    ("digits.py", "digits/mlflow.db"),
    ("diabetes.py", "diabetes"),
    ("chances.py", "chances"),
    ("comet_digits.py", "comet"),
    ("wandb_runs.py", "wandb"),
    ("tensorboard_runs.py", "tensorboard"),
)


def neutral_environment() -> dict[str, str]:
    """Returns an environment that names no real user, home or tracker."""
    kept = ("PATH", "LANG", "LD_LIBRARY_PATH", "OPENBLAS_")
    environment = {name: value for name, value in os.environ.items() if name.startswith(kept)}
    return environment | {
        "USER": "analyst",
        "LOGNAME": "analyst",
        "HOME": str(STUDY_FOLDER / "home"),
        "GIT_AUTHOR_NAME": "analyst",
        "GIT_AUTHOR_EMAIL": "analyst@example.org",
        "GIT_COMMITTER_NAME": "analyst",
        "GIT_COMMITTER_EMAIL": "analyst@example.org",
        "MLFLOW_ALLOW_FILE_STORE": "true",
        "MLFLOW_DISABLE_TELEMETRY": "true",
        "DO_NOT_TRACK": "true",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def prepare_study(here: Path, environment: dict[str, str]) -> None:
    """Copies the makers to the study folder and commits them there.

    Args:
        here: Folder that holds the makers.
        environment: Environment for git.

    Raises:
        FileExistsError: If the study folder is there already.
    """
    STUDY_FOLDER.mkdir()
    for pattern in SCRIPTS:
        for script in here.glob(pattern):
            shutil.copy(script, STUDY_FOLDER)
    (STUDY_FOLDER / ".gitignore").write_text("out/\nhome/\nmlruns/\n")
    (STUDY_FOLDER / "home").mkdir()
    for command in (
        ["git", "init", "--quiet", "--initial-branch=main"],
        ["git", "add", "."],
        ["git", "commit", "--quiet", "--message=Add the study"],
    ):
        subprocess.run(command, cwd=STUDY_FOLDER, env=environment, check=True)


def run_maker(script: str, target: Path, environment: dict[str, str]) -> None:
    """Runs one maker in the study folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, script, str(target.relative_to(STUDY_FOLDER))]
    print(f"Running {script}", flush=True)
    subprocess.run(command, cwd=STUDY_FOLDER, env=environment, check=True)


def replace_samples(made: Path, samples: Path) -> None:
    """Puts freshly made records in the place of the old ones."""
    remove_empty_folders(made)
    for new in sorted(made.iterdir()):
        old = samples / new.name
        if old.exists():
            shutil.rmtree(old)
        shutil.copytree(new, old)


def remove_empty_folders(folder: Path) -> None:
    """Removes folders without files: git would not keep them anyway."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def main() -> None:
    """Makes all sample runs and checks them."""
    here = Path(__file__).resolve().parent
    environment = neutral_environment()
    prepare_study(here, environment)
    try:
        made = STUDY_FOLDER / "out"
        for script, target in MAKERS:
            run_maker(script, made / target, environment)
        replace_samples(made, here.parent)
    finally:
        shutil.rmtree(STUDY_FOLDER)
    check = [sys.executable, str(here / "check.py")]
    subprocess.run(check, env=environment, check=True)


if __name__ == "__main__":
    main()
