"""The command line as its users run it: real commands on the seeds, in processes of their own."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"


def run(*arguments: object, stdin: bytes | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cli", *map(str, arguments)]
    env = {**os.environ, "COLUMNS": "200", "PYTHONPATH": str(ROOT), **environment}
    done = subprocess.run(command, input=stdin, capture_output=True, cwd=ROOT, env=env, timeout=300)
    result = subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in result.stdout + result.stderr
    return result


@pytest.fixture(scope="module")
def workspace(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    built = run("build", SEEDS, "--workspace", folder)
    assert built.returncode == 0, built.stderr
    return folder


def test_every_command_explains_itself_in_both_languages():
    listed = run("--help")
    assert listed.returncode == 0
    commands = listed.stdout.split("Commands:")[1].split("\n")
    names = [line.split()[0] for line in commands if line.startswith("  ") and line.strip() and line[2] != " "]
    assert {"build", "extract", "ask", "eval", "stats", "version"} <= set(names)
    for name in names:
        english, chinese = run(name, "--help"), run(name, "--help", ZHENGMAI_LANG="zh")
        assert english.returncode == chinese.returncode == 0
        assert english.stdout != chinese.stdout, name


def test_the_version_is_the_installed_one():
    assert run("version").stdout.startswith("zhengmai 0.")


def test_a_second_build_changes_nothing(workspace):
    again = run("build", SEEDS, "--workspace", workspace)
    assert again.returncode == 0
    assert "pages unchanged              │ 5" in again.stderr
    assert "│ 0, 0, 0" in again.stderr


def test_what_is_forgotten_is_gone_from_record_and_graph(workspace, tmp_path):
    kept = tmp_path / "kept"
    shutil.copytree(workspace, kept)
    seed = sorted(SEEDS.glob("002*.txt"))[0]
    forgotten = run("forget", seed, "--workspace", kept)
    assert forgotten.returncode == 0, forgotten.stderr
    assert "Removed: 1 pages" in forgotten.stderr
    assert run("forget", seed, "--workspace", kept).returncode == 2
    assert " 0 new, 0 changed, 0 deleted," in run("load", "--workspace", kept).stderr


def test_stats_count_the_seeds(workspace):
    shown = run("stats", "--workspace", workspace, "--lang", "zh").stdout
    counted = {cells[1].strip(): cells[2].strip() for line in shown.splitlines() if len(cells := line.split("│")) == 4}
    assert (counted["页"], counted["文章"], counted["失败的页"]) == ("5", "28", "0")
    assert int(counted["人物"]) > 50


def test_who_attended_the_united_front_meeting(workspace):
    answer = run("ask", "attended", "统战", "--format", "json", "--workspace", workspace)
    assert answer.returncode == 0, answer.stderr
    rows = json.loads(answer.stdout)
    assert any(row["who"] == "高发巧" and "speaker" in row["capacity"] for row in rows)
    said = [row["sentences"] for row in rows if row["who"] == "高发巧"]
    assert all("高发巧" in sentences[0]["quote"] and sentences[0]["article"] for sentences in said)


def test_an_answer_as_csv_is_nothing_but_data(workspace):
    answer = run("ask", "attended", "--meeting", "会", "--format", "csv", "--workspace", workspace)
    rows = list(csv.DictReader(io.StringIO(answer.stdout)))
    assert len(rows) > 10
    assert {"event", "who", "capacity"} <= set(rows[0])


def test_extract_writes_statements_whose_evidence_stands_in_the_file():
    done = run("extract", SEEDS / "000_4a199815527f7465.txt")
    statements = [json.loads(line) for line in done.stdout.splitlines()]
    text = (SEEDS / "000_4a199815527f7465.txt").read_text(encoding="utf-8")
    assert len(statements) > 30
    for statement in statements:
        left = iter("".join(text[statement["start"] : statement["end"]].split()))
        said = "".join(statement["evidence"].split())
        assert all(character in left for character in said), "a broken column may be mended, nothing may be added"
        assert 0 < statement["confidence"] <= 1


def test_the_same_input_gives_the_same_output():
    first, second = (run("extract", SEEDS / "004_e35de4d7f730652c.txt").stdout for _ in range(2))
    assert first == second != ""


def test_bad_files_never_stop_the_others(tmp_path):
    good = tmp_path / "good.txt"
    good.write_text("市委召开会议\n\n本报讯(记者 李凌峰)昨天,市委书记赵革主持会议。", encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 40)
    done = run("extract", good, tmp_path / "empty.txt", tmp_path / "binary.txt", tmp_path / "missing.txt")
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 3
    assert "empty.txt is empty" in done.stderr
    assert "missing.txt does not exist" in done.stderr
    assert done.stdout.strip()


def test_nothing_readable_is_exit_code_two(tmp_path):
    done = run("extract", tmp_path / "missing.txt", ZHENGMAI_LANG="zh")
    assert done.returncode == 2
    assert "不存在" in done.stderr


def test_asking_before_building_says_what_to_do(tmp_path):
    done = run("ask", "attended", "--workspace", tmp_path / "nowhere")
    assert done.returncode == 2
    assert "zhengmai build" in done.stderr


def test_stdin_is_read():
    text = "市委召开会议\n\n本报讯(记者 李凌峰)昨天,市委书记赵革主持会议。"
    done = run("extract", "-", stdin=text.encode("gb18030"))
    assert "李凌峰" in done.stdout


def test_quiet_says_nothing_but_results(tmp_path):
    done = run("build", SEEDS / "002_f0803830533c3ce3.txt", "--workspace", tmp_path / "w", "--quiet")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
