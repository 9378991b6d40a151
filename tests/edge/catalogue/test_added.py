"""Models of the user's own: put on the list, copied, removed."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest
import tomlkit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from edge.answerer import Cancel
from edge.catalogue import Catalogue, Model, added, verified
from edge.catalogue.adding import add, remove
from edge.engine.wanted import wanted
from edge.errors import CancelledError, ModelFileError, NoSuchModelError, SettingsError, UsageError
from edge.paths import Paths
from edge.settings import Settings

CONTENT = b"GGUF" + bytes(3_000_000)


def quiet(done: int, total: int) -> None:
    """Nobody looks."""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.gguf"
    path.write_bytes(CONTENT)
    return path


def test_a_file_is_added_where_it_is(paths: Paths, mine: Path) -> None:
    seen: list[int] = []
    add(mine, paths, lambda done, total: seen.append(done), Cancel(), context=2048)
    model = Catalogue.of(paths).choose("mine")
    assert model.path == mine
    assert (model.context, model.quantization, model.template) == (2048, None, "chatml")
    assert model.added
    assert seen[-1] == len(CONTENT)
    assert verified.read(paths.models)["mine"].sha256 == hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.parametrize("template", ["chatml", "glm4", "file"])
def test_a_file_is_added_with_its_markup(paths: Paths, mine: Path, template: str) -> None:
    add(mine, paths, quiet, Cancel(), template=template)
    model = Catalogue.of(paths).choose("mine")
    assert model.template == template
    assert wanted(model, Settings().engine).template == template


def test_a_markup_that_nobody_knows_is_refused_and_nothing_is_added(paths: Paths, mine: Path) -> None:
    with pytest.raises(UsageError, match="has to be one of chatml, file, glm4"):
        add(mine, paths, quiet, Cancel(), template="jinja")
    assert "mine" not in Catalogue.of(paths).models


def test_no_model_that_ships_runs_the_program_in_its_file(paths: Paths) -> None:
    with pytest.raises(ValueError, match=r"has to be one of chatml, glm4$"):
        Model.from_entry("ours", {"file": "ours.gguf", "template": "file"}, paths.models)


def test_a_copy_stays_when_the_original_goes(paths: Paths, mine: Path) -> None:
    add(mine, paths, quiet, Cancel(), name="other", copy=True)
    mine.unlink()
    model = Catalogue.of(paths).choose("other")
    assert model.path.read_bytes() == CONTENT
    assert model.path.is_relative_to(paths.models)
    assert not (paths.models / ".incoming").exists()


def test_a_copy_that_is_cancelled_leaves_nothing(paths: Paths, mine: Path) -> None:
    cancel = Cancel()
    with pytest.raises(CancelledError):
        add(mine, paths, lambda done, total: cancel.set(), cancel, copy=True)
    assert [path for path in paths.models.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["builtin", "qwen2.5-0.5b"])
def test_names_of_shipped_models_are_taken(paths: Paths, mine: Path, name: str) -> None:
    with pytest.raises(UsageError, match="already"):
        add(mine, paths, quiet, Cancel(), name=name)


@pytest.mark.parametrize("name", ["auto", "a/b", "..", "mine.gguf", "with space", "-x", "模型"])
def test_names_that_cannot_be_are_refused(paths: Paths, mine: Path, name: str) -> None:
    with pytest.raises(UsageError, match="--name"):
        add(mine, paths, quiet, Cancel(), name=name)
    assert not (paths.models / added.FILE).exists()


def test_a_name_is_given_once(paths: Paths, mine: Path) -> None:
    add(mine, paths, quiet, Cancel())
    with pytest.raises(UsageError, match="already"):
        add(mine, paths, quiet, Cancel())


def test_what_is_no_model_is_refused(paths: Paths, tmp_path: Path) -> None:
    (tmp_path / "text.gguf").write_text("hello")
    with pytest.raises(ModelFileError, match="begins with the letters GGUF"):
        add(tmp_path / "text.gguf", paths, quiet, Cancel())
    with pytest.raises(NoSuchModelError):
        add(tmp_path / "none.gguf", paths, quiet, Cancel())
    with pytest.raises(UsageError, match="is a folder"):
        add(tmp_path, paths, quiet, Cancel(), name="folder")


def test_removing_leaves_the_users_file(paths: Paths, mine: Path) -> None:
    add(mine, paths, quiet, Cancel())
    assert remove(Catalogue.of(paths).models["mine"], paths) == 0
    assert mine.read_bytes() == CONTENT
    assert "mine" not in Catalogue.of(paths).models
    assert verified.read(paths.models) == {}


def test_removing_takes_the_copy(paths: Paths, mine: Path) -> None:
    add(mine, paths, quiet, Cancel(), copy=True)
    copy = Catalogue.of(paths).models["mine"].path
    assert remove(Catalogue.of(paths).models["mine"], paths) == len(CONTENT)
    assert not copy.exists()
    assert mine.exists()


def test_removing_takes_what_had_arrived(paths: Paths) -> None:
    model = Catalogue.of(paths).models["qwen2.5-0.5b"]
    with pytest.raises(UsageError, match="nothing to remove"):
        remove(model, paths)
    partial = paths.models / ".incoming" / f"{model.path.name}.0123456789abcdef.part"
    partial.parent.mkdir(parents=True)
    partial.write_bytes(b"half")
    assert remove(model, paths) == 4
    assert not partial.parent.exists()


def test_the_built_in_model_cannot_be_removed(paths: Paths) -> None:
    with pytest.raises(UsageError, match="ships inside"):
        remove(Catalogue.of(paths).models["builtin"], paths)


def test_a_file_that_is_gone_is_said_with_what_to_do(paths: Paths, mine: Path) -> None:
    add(mine, paths, quiet, Cancel())
    mine.unlink()
    with pytest.raises(NoSuchModelError, match="edge models remove mine"):
        Catalogue.of(paths).choose("mine")


def test_an_entry_with_a_repository_can_be_pulled_and_outlives_its_file(paths: Paths) -> None:
    write(paths, {"small": {"repository": "makers/small-GGUF", "file": "small.gguf"}})
    model = Catalogue.of(paths).models["small"]
    assert model.path == paths.models / "added" / "small.gguf"
    model.path.parent.mkdir()
    model.path.write_bytes(CONTENT)
    assert remove(model, paths) == len(CONTENT)
    assert "small" in Catalogue.of(paths).models
    remove(model, paths)
    assert "small" not in Catalogue.of(paths).models


def test_what_the_user_wrote_in_the_list_stays(paths: Paths, mine: Path) -> None:
    paths.models.mkdir()
    (paths.models / added.FILE).write_text("# my models\n[models.a]  # the first\npath = '/a.gguf'\n")
    add(mine, paths, quiet, Cancel())
    remove(Catalogue.of(paths).models["a"], paths)
    text = (paths.models / added.FILE).read_text()
    assert "# my models" in text
    assert tomllib.loads(text)["models"].keys() == {"mine"}


def write(paths: Paths, models: object) -> None:
    paths.models.mkdir(exist_ok=True)
    (paths.models / added.FILE).write_text(tomlkit.dumps({"models": models}), "utf-8")


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ({"path": "mine.gguf"}, "has to be absolute"),
        ({"file": "../../etc/passwd.gguf"}, "name of a GGUF file"),
        ({"file": "/etc/passwd.gguf"}, "name of a GGUF file"),
        ({"file": "x.txt"}, "name of a GGUF file"),
        ({"file": "x.gguf", "path": "/x.gguf"}, "either a 'path' or a 'file'"),
        ({"path": "/x.gguf", "repository": "a/b"}, "a 'file' of it"),
        ({}, "either a 'path' or a 'file'"),
        ({"path": "/x.gguf", "contxt": 5}, "'contxt', which means nothing"),
        ({"path": "/x.gguf", "context": "5"}, "a whole number"),
        ({"path": "/x.gguf", "context": 0}, "between 1 and"),
        ({"path": "/x.gguf", "template": "jinja"}, "one of chatml"),
        ({"path": "/x.gguf", "sampling": {"heat": 1}}, "heat"),
        ({"file": "x.gguf", "sha256": "abc"}, "64 hexadecimal digits"),
        ({"file": "x.gguf", "repository": "https://hub.example/x"}, "OWNER/NAME"),
    ],
)
def test_mistakes_in_the_list_are_one_sentence(paths: Paths, entry: dict[str, object], says: str) -> None:
    write(paths, {"mine": entry})
    with pytest.raises(SettingsError, match=says) as caught:
        Catalogue.of(paths)
    assert str(paths.models / added.FILE) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_name_that_came_to_ship_is_said(paths: Paths) -> None:
    write(paths, {"builtin": {"path": "/x.gguf"}})
    with pytest.raises(SettingsError, match="choose another there"):
        Catalogue.of(paths)


@pytest.mark.parametrize("text", [b"= =", b"\xff\xfe", b"models = 5", b"[models]\nx = 5"])
def test_a_list_that_is_none_is_one_sentence_or_empty(paths: Paths, text: bytes) -> None:
    paths.models.mkdir()
    (paths.models / added.FILE).write_bytes(text)
    if text == b"models = 5":
        assert "builtin" in Catalogue.of(paths).models
        return
    with pytest.raises(SettingsError) as caught:
        Catalogue.of(paths)
    assert "\n" not in str(caught.value)


values = st.one_of(
    st.text(max_size=20),
    st.integers(-9, 10**7),
    st.booleans(),
    st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=2),
)
keys = st.sampled_from(
    ["path", "file", "title", "context", "repository", "sampling", "repacked_mb", "kv_kib", "x", "sha256"]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.dictionaries(
        st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=9),
        st.dictionaries(keys, values, max_size=5),
        max_size=3,
    )
)
def test_whatever_the_list_says_it_is_read_or_refused(paths: Paths, models: dict[str, dict[str, object]]) -> None:
    write(paths, models)
    try:
        found = added.read(paths.models, {"builtin"})
    except SettingsError:
        return
    assert found.keys() == models.keys()
    for model in found.values():
        assert model.path.is_absolute()
        assert "path" in models[model.name] or model.path.resolve().is_relative_to(paths.models.resolve())
