"""The start script, as a newcomer meets it: real processes on a small stand-in project."""

import ast
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts import environment, launch
from scripts.environment import Environment
from scripts.running import Problem
from scripts.start import python_problem

TOP = Path(__file__).resolve().parent.parent.parent
LINK = "http://127.0.0.1:{port}/sign-in/token"

MANAGE = """
import sys
print("  manage.py", *sys.argv[1:], flush=True)
"""
GUNICORN = """
import os, sys
print("gunicorn", sys.argv[1], os.environ["LPI304_LINK"])
"""
# Remembers that it ran; finds nothing to do.
UV = "#!/bin/sh\necho installed >> uv.log\n"
UV_FAILING = "#!/bin/sh\nexit 2\n"
# Presses Ctrl-C (or what stands for $1) on its parent, then stays.
UV_INTERRUPTED = "#!/bin/sh\necho $$ > child.pid\nkill -{signal} $PPID\nexec sleep 60\n"
PREPARE_INTERRUPTED = """
import os, pathlib, signal
pathlib.Path("child.pid").write_text(str(os.getpid()))
os.kill(os.getppid(), signal.{signal})
signal.pause()
"""
# As in a terminal, even where these tests themselves run in the background or under nohup.
LISTENING = (
    "import runpy, signal, sys; "
    "signal.signal(signal.SIGINT, signal.SIG_DFL); signal.signal(signal.SIGHUP, signal.SIG_DFL)"
)
TOOLS = "sys.argv = ['start.py', 'tools']"


class Project:
    """A stand-in project in a folder of its own: our scripts, a tiny manage.py, a tiny server."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.port = free_port()
        self.environment = Environment(top)
        shutil.copytree(TOP / "scripts", top / "scripts")
        self.write("requirements.txt", "something==1.0 --hash=sha256:00\n")
        self.write("manage.py", MANAGE)
        self.write("gunicorn.py", GUNICORN)
        self.install_with(UV)

    def write(self, name: str, text: str) -> None:
        (self.top / name).write_text(text)

    def install_with(self, uv: str | None) -> None:
        program = self.top / "bin" / "uv"
        program.parent.mkdir(exist_ok=True)
        program.write_text(uv or "")
        program.chmod(0o755 if uv else 0o644)

    def start(self, pretend: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        path = f"{self.top / 'bin'}:/usr/bin:/bin"
        before = f"{LISTENING}; {pretend or 'pass'}"
        program = f"{before}; runpy.run_path('scripts/start.py', run_name='__main__')"
        return subprocess.run(
            [sys.executable, "-c", program],
            cwd=self.top,
            env={"PATH": path, "PORT": str(self.port), **variables},
            capture_output=True,
            text=True,
            timeout=50,
        )

    @property
    def installations(self) -> int:
        log = self.top / "uv.log"
        return len(log.read_text().splitlines()) if log.exists() else 0

    def assert_child_is_gone(self) -> None:
        with pytest.raises(ProcessLookupError):
            os.kill(int((self.top / "child.pid").read_text()), 0)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def assert_one_sentence(result: subprocess.CompletedProcess[str], *words: str) -> None:
    assert result.returncode == 1
    assert len(result.stderr.splitlines()) == 1, result.stderr
    for word in words:
        assert word in result.stderr


def test_a_start_installs_prepares_and_becomes_the_server_with_a_link(project: Project) -> None:
    project.write("manage.py", MANAGE + f"print('{LINK.format(port=project.port)}')")
    result = project.start()
    lines = result.stdout.splitlines()
    assert [line for line in lines if line[:2] in {"1/", "2/", "3/", "4/", "5/"}] == [
        f"1/5 Making .venv with Python {sys.version.split()[0]} …",
        "2/5 Installing 1 packages …",
        "2/5 Packages installed in 0 s.",
        "3/5 Preparing the database and the cards …",
        "4/5 Making a sign-in link …",
        f"5/5 Starting the server on port {project.port} …",
    ]
    assert "  manage.py prepare" in lines
    assert lines[-1] == f"gunicorn lpi304.wsgi {LINK.format(port=project.port)}"
    assert (result.returncode, result.stderr) == (0, "")


def test_what_goes_into_a_pipe_holds_no_terminal_codes(project: Project) -> None:
    assert not {"\033", "\r"} & set(project.start().stdout)


def test_a_second_start_installs_nothing(project: Project) -> None:
    project.start()
    second = project.start()
    assert "2/5 Its packages are up to date." in second.stdout
    assert project.installations == 1


def test_a_changed_lock_is_installed_into_the_same_environment(project: Project) -> None:
    project.start()
    (project.environment.folder / "kept").touch()
    project.write("requirements.txt", "something==2.0 --hash=sha256:00\n")
    project.start()
    assert project.installations == 2
    assert (project.environment.folder / "kept").exists()


def test_an_environment_without_its_stamp_is_made_anew(project: Project) -> None:
    project.start()
    (project.environment.folder / "half-made").touch()
    project.environment.stamp.unlink()
    project.start()
    assert project.environment.stamp.exists()
    assert not (project.environment.folder / "half-made").exists()


@pytest.mark.parametrize("python", ["#!/bin/sh\necho 3 9\n", "#!/nowhere/python\n"])
def test_an_environment_of_another_or_a_vanished_python_is_made_anew(
    project: Project, python: str
) -> None:
    project.start()
    project.environment.python.unlink()
    project.environment.python.write_text(python)
    project.environment.python.chmod(0o755)
    assert project.start().returncode == 0
    assert project.installations == 2


@pytest.mark.parametrize("uv", [UV_FAILING, None])
def test_a_failed_installation_shows_why_and_is_not_trusted(
    project: Project, uv: str | None
) -> None:
    project.install_with(uv)
    result = project.start(PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull)
    assert result.returncode == 1
    assert "No matching distribution found for something==1.0" in result.stderr
    assert result.stderr.splitlines()[-1] == environment.INSTALL_FAILED
    assert "Traceback" not in result.stderr
    assert not project.environment.stamp.exists()


@pytest.mark.parametrize("signal", ["INT", "TERM", "HUP"])
def test_a_stop_while_installing_leaves_no_process_and_nothing_trusted(
    project: Project, signal: str
) -> None:
    project.start()
    project.write("requirements.txt", "something==2.0 --hash=sha256:00\n")
    project.install_with(UV_INTERRUPTED.format(signal=signal))
    result = project.start()
    assert (result.returncode, result.stderr.strip()) == (launch.CTRL_C, launch.STOPPED)
    project.assert_child_is_gone()
    assert not project.environment.stamp.exists()


@pytest.mark.parametrize("signal", ["SIGINT", "SIGTERM"])
def test_a_stop_while_preparing_leaves_no_process(project: Project, signal: str) -> None:
    project.write("manage.py", PREPARE_INTERRUPTED.format(signal=signal))
    result = project.start()
    assert (result.returncode, result.stderr.strip()) == (launch.CTRL_C, launch.STOPPED)
    project.assert_child_is_gone()


def test_what_a_command_complains_about_is_the_only_sentence(project: Project) -> None:
    project.write("manage.py", "import sys; sys.exit('CommandError: The disk is full.')")
    result = project.start()
    assert (result.returncode, result.stderr) == (1, "The disk is full.\n")


def test_a_traceback_becomes_one_sentence(project: Project) -> None:
    project.write("manage.py", "raise OSError('no such table')")
    assert_one_sentence(project.start(), "manage.py prepare failed: OSError: no such table")


def test_a_taken_port_is_told_before_the_slow_work(project: Project, taken_port: int) -> None:
    result = project.start(PORT=str(taken_port))
    assert_one_sentence(result, f"Port {taken_port} is in use", f"make run PORT={taken_port + 1}")
    assert not project.environment.folder.exists()


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1", "80.5", "８０００"])
def test_a_port_that_is_none_is_told(project: Project, port: str) -> None:
    assert_one_sentence(project.start(PORT=port), "PORT must be a whole number", "make run PORT=")
    assert not project.environment.folder.exists()


def test_a_missing_ensurepip_names_the_package(project: Project) -> None:
    project.install_with(None)
    result = project.start(pretend="sys.modules['ensurepip'] = None")
    minor = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert_one_sentence(result, "no ensurepip module", f"apt-get install python{minor}-venv")
    assert not project.environment.folder.exists()


def test_an_old_python_is_told_what_is_needed(project: Project) -> None:
    result = project.start(pretend="sys.version_info = (3, 8, 18)")
    assert_one_sentence(result, "lpi304 needs Python 3.11 or newer; this is 3.8.18", sys.executable)


def test_the_python_check_draws_the_line_at_3_11() -> None:
    assert python_problem((3, 10, 99), "/usr/bin/python3")
    assert python_problem((3, 11, 0), "/usr/bin/python3") is None
    assert python_problem((3, 14, 0), "/usr/bin/python3") is None


def test_the_front_door_can_be_read_by_an_old_python() -> None:
    door = ast.parse((TOP / "scripts" / "start.py").read_text(), feature_version=(3, 6))
    imported = [node for node in door.body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node) for node in imported] == ["import os", "import shutil", "import sys"]


def test_a_port_of_the_administrator_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("socket.socket.bind", refuse)
    with pytest.raises(Problem, match="Port 80 is reserved"):
        launch.check_port_is_free(80)


def test_the_tools_bring_what_a_start_needs_but_not_the_other_way(project: Project) -> None:
    project.write("requirements-dev.txt", "something==1.0 --hash=sha256:00\n")
    project.start()
    project.start(pretend=TOOLS)
    assert project.installations == 2
    project.start()
    assert project.start(pretend=TOOLS).stdout == ""
    assert project.installations == 2


def test_windows_is_told_where_to_go() -> None:
    launch.check_system("posix")
    with pytest.raises(Problem, match="WSL"):
        launch.check_system("nt")
