import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from runreport.cli.errors import guarded
from runreport.cli.main import COMMANDS, cli
from runreport.errors import ConfigError

Command = Callable[..., Result]

DOCUMENT = Path(__file__).parents[2] / "docs/commands.md"
HEAVY = ("pandas", "matplotlib", "pydantic", "mkdocs", "numpy", "rich", "jinja2", "scipy", "joblib")


def python(code: str, *arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, cwd=cwd
    )


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["build", "--help"], ["runs", "--help"]])
def test_help_imports_nothing_that_takes_time(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        "from runreport.cli.main import cli\n"
        "try:\n    cli()\nexcept SystemExit as end:\n    assert not end.code\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    result = python(code, *arguments)
    assert result.stdout.splitlines()[-1] == "[]", result.stderr


def test_importing_the_package_imports_nothing_else() -> None:
    code = f"import sys, runreport; print([name for name in {HEAVY!r} if name in sys.modules])"
    assert python(code).stdout.strip() == "[]"


def test_help_lists_every_command_with_its_line(runreport: Command) -> None:
    text = runreport("--help").stdout
    for name, line in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(line)}$", text, re.MULTILINE)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_says_of_itself_what_the_list_says(name: str) -> None:
    command = getattr(import_module(f"runreport.cli.{name}"), name)
    assert command.name == name
    assert command.short_help == COMMANDS[name]


@pytest.mark.parametrize("name", COMMANDS)
def test_the_documented_help_is_current(name: str) -> None:
    result = CliRunner().invoke(cli, [name, "--help"], prog_name="runreport", terminal_width=100)
    assert f"```text\n{result.stdout}```" in DOCUMENT.read_text(encoding="utf-8")


def test_an_unknown_command_is_used_wrongly_and_the_nearest_is_offered(runreport: Command) -> None:
    result = runreport("biuld")
    assert result.exit_code == 2
    assert "No such command 'biuld'. Did you mean 'build'?" in result.stderr
    assert runreport("zzz").exit_code == 2


def test_an_unknown_option_is_used_wrongly(runreport: Command) -> None:
    assert runreport("runs", "--frmat", "json").exit_code == 2


def code_of(call: Callable[[], object]) -> int:
    with pytest.raises(click.exceptions.Exit) as left:
        guarded(call)
    return left.value.exit_code


def raising(error: BaseException) -> Callable[[], object]:
    def call() -> object:
        raise error

    return call


def test_what_the_user_can_mend_is_told_in_a_line_a_fault(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of(raising(ConfigError("a: first\nb: second\x1b"))) == 1
    assert capsys.readouterr().err == "error: a: first\nerror: b: second\N{REPLACEMENT CHARACTER}\n"


def test_a_bug_is_shown_whole_with_versions_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of(raising(ZeroDivisionError("oops"))) == 3
    said = capsys.readouterr().err
    assert "Traceback" in said
    assert "ZeroDivisionError: oops" in said
    assert "Python 3." in said
    assert "file an issue" in said


def test_an_interruption_has_its_own_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert code_of(raising(KeyboardInterrupt())) == 130
    assert capsys.readouterr().err == ""


def test_a_reader_that_stops_early_is_no_fault(folder: Path) -> None:
    rows = "".join(f"r{number},{'x' * 200},{number}\n" for number in range(2000))
    (folder / "runs.csv").write_text(f"id,name,metric.auc\n{rows}")
    process = subprocess.Popen(
        [sys.executable, "-m", "runreport.cli", "runs", "runs.csv", "--format", "jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process:
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
    assert "Traceback" not in said
    assert "BrokenPipe" not in said
    assert process.returncode == 141


RESULTS = [
    ["build"],
    ["check"],
    ["readers"],
    ["runs"],
    ["runs", "--format", "jsonl"],
    ["init", "-o", "new.toml"],
]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no file here that is always full")
@pytest.mark.parametrize("command", RESULTS, ids=" ".join)
def test_a_result_that_has_no_room_is_the_users_to_mend(folder: Path, command: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        result = subprocess.run(
            [sys.executable, "-m", "runreport.cli", *command],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert result.returncode == 1
    assert "error: standard output: cannot be written: No space left on device; send it" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("command", RESULTS, ids=" ".join)
def test_a_result_that_nobody_wants_is_lost_and_goes_nowhere_else(folder: Path, command: list[str]) -> None:
    script = f"exec '{sys.executable}' -m runreport.cli {' '.join(command)} >&-"
    result = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, "")
    assert "Traceback" not in result.stderr


def test_a_name_that_the_terminal_cannot_show_is_escaped(folder: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    result = subprocess.run(
        [sys.executable, "-m", "runreport.cli", "readers", "--explain", "日"],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert result.returncode == 1
    assert "error: \\u65e5: there is no such file" in result.stderr


def test_serving_ends_quietly_on_interruption(folder: Path) -> None:
    (folder / "site").mkdir()
    (folder / "site/index.html").write_text("<p>here</p>")
    process = subprocess.Popen(
        [sys.executable, "-m", "runreport.cli", "serve", "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stderr is not None
        address = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stderr.readline())
        assert address is not None
        assert fetched(address[0]) == "<p>here</p>"
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert process.returncode == 0
    assert "Traceback" not in rest


def fetched(address: str) -> str:
    from urllib.request import ProxyHandler, build_opener

    with build_opener(ProxyHandler({})).open(address, timeout=10) as answer:
        return str(answer.read().decode())


def test_there_must_be_a_report_to_serve(runreport: Command) -> None:
    result = runreport("serve", "nowhere")
    assert result.exit_code == 1
    assert "nowhere: holds no report; build one with `runreport build`" in result.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_can_complete_commands(shell: str, folder: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "runreport.cli"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "_RUNREPORT_COMPLETE": f"{shell}_source"},
    )
    assert "_RUNREPORT_COMPLETE" in result.stdout


def test_a_folder_that_is_gone_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    code = "import os, sys; os.chdir(sys.argv[1]); os.rmdir(sys.argv[1]); sys.argv[1:] = ['runs', 'x']; "
    result = python(code + "from runreport.cli.main import main; main()", str(tmp_path / "gone"))
    assert result.returncode == 1
    assert result.stderr.startswith("error: the folder that this runs in is gone")
    assert result.stderr.count("\n") == 1
