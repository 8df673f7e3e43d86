"""Settings: options over variables over the file, each with its bounds."""

from pathlib import Path

import pytest

from mercat.app.config import BadSetting, Demo, InstanceOptions, Serve, StorageOptions, load, secret_key


@pytest.fixture
def file(tmp_path):
    """Writes a settings file and answers the environment that names it."""

    def write(text):
        (tmp_path / "settings.toml").write_text(text)
        return {"MERCAT_CONFIG": str(tmp_path / "settings.toml")}

    return write


def test_without_anything_there_are_defaults():
    assert load(Serve, {}, {}) == Serve(host="127.0.0.1", port=8080, workers=1)


def test_an_option_beats_a_variable_and_a_variable_the_file(file):
    named = file('port = 1\nhost = "a"\n[serve]\nport = 2\nworkers = 2\n')
    assert load(Serve, {}, named) == Serve(host="a", port=2, workers=2)
    assert load(Demo, {}, named) == Demo(host="a", port=1)
    assert load(Serve, {}, {**named, "MERCAT_PORT": "3"}).port == 3
    assert load(Serve, {"port": "4", "host": None}, {**named, "MERCAT_PORT": "3"}) == Serve(host="a", port=4, workers=2)


def test_an_empty_variable_is_none():
    assert load(InstanceOptions, {}, {"MERCAT_DATA_DIR": ""}).data_dir is None
    assert load(InstanceOptions, {}, {"MERCAT_DATA_DIR": "/data"}).data_dir == Path("/data")


@pytest.mark.parametrize(
    ("given", "environment", "words"),
    [
        ({"port": "x"}, {}, "--port takes a whole number from 0 to 65535, not 'x'."),
        ({"port": "-1"}, {}, "--port takes a whole number from 0 to 65535, not '-1'."),
        ({"port": "65536"}, {}, "--port takes a whole number from 0 to 65535, not '65536'."),
        ({}, {"MERCAT_WORKERS": "65"}, "MERCAT_WORKERS takes a whole number from 1 to 64, not '65'."),
        ({"data_dir": ""}, {}, "--data-dir takes a path, not ''."),
    ],
)
def test_a_bad_value_is_named_with_its_source(given, environment, words):
    with pytest.raises(BadSetting) as problem:
        load(Serve, given, environment)
    assert str(problem.value).startswith(words)


def test_the_edges_of_a_port_are_good():
    assert [load(Serve, {"port": port}, {}).port for port in ("0", "65535")] == [0, 65_535]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("port = [1]\n", "port in [serve] of the settings file takes a whole number from 0 to 65535, not [1]."),
        ("colour = 1\n", "sets 'colour', which is not a setting."),
        ("[serve]\nseed = 1\n", "sets 'seed', which is not a setting."),
        ("port = \n", "cannot be read"),
    ],
)
def test_a_bad_file_is_refused(file, text, words):
    with pytest.raises(BadSetting) as problem:
        load(Serve, {}, file(text))
    assert words in str(problem.value)


def test_a_file_that_is_named_has_to_be_there(tmp_path):
    with pytest.raises(BadSetting):
        load(Serve, {}, {"MERCAT_CONFIG": str(tmp_path / "none.toml")})


def test_the_file_of_the_working_directory_is_found(tmp_path, monkeypatch):
    (tmp_path / "mercat.toml").write_text("port = 99\n")
    monkeypatch.chdir(tmp_path)
    assert load(Serve, {}, {}).port == 99


def test_the_secret_key_comes_from_a_file_or_a_variable(tmp_path):
    (tmp_path / "key").write_text("k" * 32 + "\n")
    assert secret_key(StorageOptions(), {}) is None
    assert secret_key(StorageOptions(), {"MERCAT_SECRET_KEY": "v" * 40}) == b"v" * 40
    assert secret_key(StorageOptions(secret_key_file=tmp_path / "key"), {"MERCAT_SECRET_KEY": "v" * 40}) == b"k" * 32


def test_a_secret_key_of_31_bytes_is_refused(tmp_path):
    with pytest.raises(BadSetting) as problem:
        secret_key(StorageOptions(), {"MERCAT_SECRET_KEY": "v" * 31})
    assert "has 31 bytes and needs 32" in str(problem.value)
    with pytest.raises(BadSetting):
        secret_key(StorageOptions(secret_key_file=tmp_path / "none"), {})
