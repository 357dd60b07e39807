"""A step shows its name and its time, and hands its exit code on."""

import re
import sys

import pytest

from tests.checks.step import StepFailedError, run


def python(source):
    return [sys.executable, "-c", source]


def test_a_step_is_announced_before_it_speaks_and_timed_after(capfd):
    run("greeting", python("print('hello')"))
    before, output, after = capfd.readouterr().out.splitlines()
    assert (before, output) == ("== greeting", "hello")
    assert re.fullmatch(r"== greeting: \d+\.\d s", after)


def test_a_failure_keeps_its_exit_code(capfd):
    with pytest.raises(StepFailedError) as failed:
        run("greeting", python("raise SystemExit(7)"))
    assert failed.value.exit_code == 7
    last = capfd.readouterr().out.splitlines()[-1]
    assert re.fullmatch(r"== greeting: FAILED with exit code 7 after \d+\.\d s", last)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals to die of")
def test_a_signal_is_a_failure_as_shells_count_it():
    with pytest.raises(StepFailedError) as failed:
        run("greeting", python("import os; os.kill(os.getpid(), 9)"))
    assert failed.value.exit_code == 128 + 9


def test_a_step_that_hangs_is_ended():
    with pytest.raises(StepFailedError) as failed:
        run("greeting", python("import time; time.sleep(50)"), limit=0.5)
    assert failed.value.exit_code == 124


def test_a_step_runs_in_its_folder(tmp_path, capfd):
    run("where", python("import os; print(os.getcwd())"), folder=tmp_path)
    assert str(tmp_path.resolve()) in capfd.readouterr().out.splitlines()


def test_foreign_packages_are_kept_out(monkeypatch, tmp_path, capfd):
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("KEPT", "kept")
    run("path", python("import os, sys; print(os.environ['KEPT'], sys.path)"))
    _, output, _ = capfd.readouterr().out.splitlines()
    assert output.startswith("kept ")
    assert str(tmp_path) not in output
