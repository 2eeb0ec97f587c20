import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from extract.model import InputError
from graph.connect import open_store
from graph.embedded import FOLDER, STAMP
from graph.record import Record
from tests.graph import sample

COUNT = "MATCH (n:Person) RETURN count(n)"
ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys
from pathlib import Path
from graph.embedded import open_embedded
with open_embedded(Path(sys.argv[1])):
    print("open", flush=True)
    sys.stdin.read()
"""


def python(code, *arguments, cwd=None, **pipes):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], cwd=cwd, env=environment, text=True, **pipes
    )


@pytest.fixture
def workspace(tmp_path):
    with Record.open(tmp_path / "workspace") as record:
        sample.fill(record)
    return tmp_path / "workspace"


def people(workspace, said):
    with open_store(workspace, say=lambda remark: said.append(str(remark))) as store:
        return store.read(COUNT).rows[0][0]


def test_the_graph_follows_its_record(workspace):
    said = []
    assert people(workspace, said) == 4
    with Record.open(workspace) as record:
        record.forget("news/a01.txt")
        record.set_identity(*sample.identity(list(record.extractions())))
    assert people(workspace, said) == 2
    assert said == []


def test_a_graph_of_an_earlier_version_is_loaded_again(workspace):
    """Posts got `latest` later, by which changes are found: the next opening of an older graph fills it in."""
    filled = "MATCH (post:Role) WHERE post.latest IS NOT NULL RETURN count(post)"
    with open_store(workspace) as store:
        posts = next(store.stream(filled))
        store.write(("MATCH (post:Role) SET post.latest = null, post.zhengmai = 'older'", {}))
        store.write(("MATCH (m:Zhengmai {id: 'V0003'}) DELETE m", {}))
    with open_store(workspace) as store:
        assert next(store.stream(filled)) == posts != (0,)


def test_a_second_process_is_told_so(workspace):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with python(HOLD, workspace, **pipes) as holder:
        assert holder.stdout.readline() == "open\n"
        with pytest.raises(InputError, match="in use by another Zhengmai process"):
            people(workspace, [])
        holder.stdin.close()
    assert people(workspace, []) == 4


def test_it_is_silent_and_leaves_nothing_in_the_current_folder(workspace, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with python(HOLD, workspace, cwd=elsewhere, **pipes) as process:
        out, err = process.communicate()
    assert (process.returncode, out, err) == (0, "open\n", "")
    assert list(elsewhere.iterdir()) == []


def test_nothing_but_the_graph_is_left_in_its_folder(workspace):
    people(workspace, [])
    assert sorted(path.name for path in (workspace / FOLDER).iterdir()) == ["databases", STAMP]


def test_another_engine_s_folder_is_made_again(workspace):
    people(workspace, [])
    stamp = workspace / FOLDER / STAMP
    left = json.loads(stamp.read_text(encoding="utf-8"))
    stamp.write_text(json.dumps({**left, "engine": "arcadedb 1.0"}), encoding="utf-8")
    said = []
    assert people(workspace, said) == 4
    [remark] = said
    assert "written by arcadedb 1.0" in remark
    assert "made again from the record" in remark
    assert people(workspace, said) == 4
    assert len(said) == 1


def files_of(workspace):
    databases = workspace / FOLDER / "databases"
    return sorted(path for path in databases.rglob("*") if path.is_file())


@pytest.mark.parametrize("harm", ["empty", "garbage", "half", "gone"])
@pytest.mark.parametrize(
    "which", ["schema.json", "configuration.json", ".dict", "Person_0", "Zhengmai_0", "ATTENDED_0"]
)
def test_a_damaged_folder_is_made_again(workspace, which, harm):
    people(workspace, [])
    victims = [path for path in files_of(workspace) if which in path.name]
    assert victims, [path.name for path in files_of(workspace)]
    for path in victims:
        content = path.read_bytes()
        if harm == "gone":
            path.unlink()
        else:
            harmed = {"empty": b"", "garbage": os.urandom(len(content)), "half": content[: len(content) // 2]}
            path.write_bytes(harmed[harm])
    said = []
    assert people(workspace, said) == 4
    assert len(said) == 1
    with open_store(workspace) as store:
        assert store.read("MATCH ()-[r:ATTENDED]->() RETURN count(r)").rows == ((3,),)


def test_a_killed_process_leaves_a_graph_that_opens(workspace):
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    people(workspace, [])
    with python(HOLD, workspace, **pipes) as holder:
        holder.stdout.readline()
        holder.kill()
    said = []
    assert people(workspace, said) == 4
    assert said == []


def test_no_engine_is_one_sentence(workspace, monkeypatch):
    def absent(name):
        raise ImportError(name)

    monkeypatch.setattr("graph.embedded.import_module", absent)
    with pytest.raises(InputError, match="No embedded graph engine"):
        people(workspace, [])
