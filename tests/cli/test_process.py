"""The installed command as a process: encodings, pipes, interrupts."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from cli import app; app()"]


def run(*words, **options):
    return subprocess.run([*COMMAND, *map(str, words)], capture_output=True, timeout=60, **options)


@pytest.mark.parametrize(("locale", "encoding"), [("C", ""), ("POSIX", ""), ("C", "gbk"), ("C", "latin-1")])
def test_output_is_utf8_in_any_locale(locale, encoding):
    environment = os.environ | {"LC_ALL": locale, "LANG": locale, "PYTHONIOENCODING": encoding}
    done = run("verify", "没有这个文件.docx", env=environment)
    assert done.returncode == 3
    assert "没有这个文件.docx" in done.stderr.decode("utf-8")
    assert "核验" in run("--help", env=environment).stdout.decode("utf-8")


def test_bad_input_never_shows_a_traceback(tmp_path):
    for name, data in {
        "零.docx": b"",
        "截断.docx": b"PK\x03\x04" + b"\0" * 40,
        "乱.pdf": b"%PDF-1.7\n" + os.urandom(400),
        "图.txt": b"\x89PNG\r\n\x1a\n" + os.urandom(200),
    }.items():
        (tmp_path / name).write_bytes(data)
    done = run("verify", *sorted(tmp_path.iterdir()), tmp_path / "a\nb.docx")
    assert done.returncode == 3
    lines = done.stderr.decode("utf-8").splitlines()
    assert len(lines) == 5
    assert not any("Traceback" in line for line in lines)


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGPIPE")
def test_a_closed_pipe_is_left_quietly():
    reader, writer = os.pipe()
    os.close(reader)
    try:
        done = subprocess.run(
            [*COMMAND, "schema", "verification"], stdout=writer, stderr=subprocess.PIPE, timeout=60
        )
    finally:
        os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT for a child")
def test_an_interrupt_ends_with_130_and_no_traceback():
    with subprocess.Popen(
        [*COMMAND, "verify", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        child.stdin.write("没有.docx\n".encode())
        child.stdin.flush()
        # Once it has complained of the first path it is waiting for the next.
        assert "没有.docx" in child.stderr.readline().decode("utf-8")
        child.send_signal(signal.SIGINT)
        _, errors = child.communicate(timeout=20)
    assert child.returncode == 130
    assert b"Traceback" not in errors


def test_the_same_input_gives_the_same_bytes():
    report = Path(__file__).parents[2] / "corpora" / "reports" / "r02-service-bureau.docx"
    outputs = {
        run("verify", report, "--format", "json", env=os.environ | {"PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert outputs.pop().startswith(b'{\n  "schema": "perfeval/verification/1"')
