"""The chores behind the Makefile, where a wrong answer would go unnoticed."""

import re
import signal
from pathlib import Path

import polib
import pytest

from scripts import debian, gunicorn_hooks, mutants, untranslated
from scripts.launch import complaint

TOP = Path(__file__).resolve().parent.parent.parent
LOCKED = re.compile(r"^([a-z0-9.-]+)(?:\[[^\]]*\])?==([^ ;]+)", re.MULTILINE)


def versions(lock: str) -> dict[str, str]:
    return dict(LOCKED.findall((TOP / lock).read_text()))


def messages(*entries: polib.POEntry) -> polib.POFile:
    file = polib.POFile()
    file.extend(entries)
    return file


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-postgres.txt"])
def test_the_tools_are_locked_together_with_what_lpi304_runs_on(lock: str) -> None:
    assert versions(lock)
    assert versions(lock).items() <= versions("requirements-dev.txt").items()


@pytest.mark.parametrize("lock", sorted(path.name for path in TOP.glob("requirements*.txt")))
def test_every_locked_package_has_a_hash_and_no_lock_names_a_registry(lock: str) -> None:
    text = (TOP / lock).read_text()
    packages = re.split(r"\n(?=\S)", text.strip())
    assert all("--hash=sha256:" in package for package in packages)
    assert "://" not in text


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ([], "missing: 'Due'"),
        ([polib.POEntry(msgid="Due", msgstr="")], "empty: 'Due'"),
        ([polib.POEntry(msgid="Due", msgstr="期限", flags=["fuzzy"])], "fuzzy: 'Due'"),
        ([polib.POEntry(msgid="Due", msgstr="期限")], None),
    ],
)
def test_a_text_without_a_finished_translation_is_told(
    known: list[polib.POEntry], told: str | None
) -> None:
    found = list(untranslated.compare(messages(*known), messages(polib.POEntry(msgid="Due"))))
    assert found == ([told] if told else [])


@pytest.mark.parametrize("obsolete", [True, False])
def test_a_translation_nobody_uses_is_told(*, obsolete: bool) -> None:
    known = messages(polib.POEntry(msgid="Gone", msgstr="なし", obsolete=obsolete))
    assert list(untranslated.compare(known, messages())) == ["no longer used: 'Gone'"]


def test_the_same_text_in_another_context_is_another_text() -> None:
    known = messages(polib.POEntry(msgid="Due", msgctxt="column", msgstr="期限"))
    used = messages(polib.POEntry(msgid="Due", msgctxt="button"))
    told = ["missing: 'Due'", "no longer used: 'Due'"]
    assert list(untranslated.compare(known, used)) == told


def test_a_compiled_file_says_what_its_source_says(tmp_path: Path) -> None:
    source = messages(
        polib.POEntry(msgid="Due", msgstr="期限"),
        polib.POEntry(msgid="%d card", msgid_plural="%d cards", msgstr_plural={0: "%d 枚"}),
        polib.POEntry(msgid="Doubtful", msgstr="？", flags=["fuzzy"]),
    )
    source.save_as_mofile(str(tmp_path / "django.mo"))
    compiled = polib.mofile(str(tmp_path / "django.mo"))
    assert untranslated.compiled(compiled) == untranslated.compiled(source)
    source[0].msgstr = "締切"
    assert untranslated.compiled(compiled) != untranslated.compiled(source)


def test_a_missing_debian_package_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(debian, "is_there", lambda package: package == "gettext")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    with pytest.raises(SystemExit) as left:
        debian.main(["gettext", "chromium", "postgresql"])
    sentence = str(left.value)
    assert "Missing here: chromium, postgresql;" in sentence
    assert sentence.endswith("apt-get install --no-install-recommends chromium postgresql")


def test_a_chromium_named_by_hand_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _program: None)
    monkeypatch.delenv("CHROMIUM", raising=False)
    assert debian.missing(["chromium"]) == ["chromium"]
    monkeypatch.setenv("CHROMIUM", "/opt/chrome")
    assert debian.missing(["chromium"]) == []


def test_the_mutation_score_counts_what_the_tests_noticed() -> None:
    stats = {"total": 12, "skipped": 2, "killed": 7, "timeout": 1, "survived": 2}
    stats |= {"no_tests": 0, "segfault": 0, "suspicious": 0}
    assert mutants.score(stats) == 80
    assert mutants.score(dict.fromkeys(stats, 0)) == 0


@pytest.mark.parametrize(
    ("errors", "sentence"),
    [
        ("warning\nCommandError: var/ cannot be written.\n", "var/ cannot be written."),
        ("Traceback …\nKeyError: 'x'\n", "manage.py prepare failed: KeyError: 'x' "),
        ("", "manage.py prepare failed: it gave no reason "),
    ],
)
def test_a_failed_command_is_one_sentence(errors: str, sentence: str) -> None:
    assert complaint("prepare", errors).startswith(sentence)
    assert "\n" not in complaint("prepare", errors)


def test_the_link_is_printed_by_the_first_worker_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Worker:
        age = 1

    monkeypatch.setenv("LPI304_LINK", "http://127.0.0.1:8000/x")
    worker = Worker()
    gunicorn_hooks.post_worker_init(worker)
    worker.age = 2
    gunicorn_hooks.post_worker_init(worker)
    ready = "lpi304 is ready: http://127.0.0.1:8000/x  (Ctrl-C stops it)\n"
    assert capsys.readouterr().out == ready


def test_the_server_stops_when_its_terminal_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[int] = []
    monkeypatch.setattr(gunicorn_hooks, "HANGUP_IS_IGNORED", False)
    monkeypatch.setattr("os.kill", lambda _pid, number: sent.append(number))
    before = signal.getsignal(signal.SIGHUP)
    try:
        gunicorn_hooks.when_ready(None)
        signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
    assert sent == [signal.SIGTERM]
