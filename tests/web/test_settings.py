"""Settings come from the environment, and every wrong one is named at once."""

import dataclasses

import pytest

from web.settings import PREFIX, Settings, SettingsError


def test_an_empty_environment_gives_the_defaults():
    settings = Settings.from_environment({"PATH": "/bin"})
    assert settings == Settings()
    assert (settings.host, settings.team, settings.week, settings.lang) == (
        "127.0.0.1", "uppsokarteamet", "2026-W49", "sv",
    )  # fmt: skip
    assert settings.home.name == "faltplan"
    assert settings.tile_origin == ""


def test_every_field_has_its_variable_and_no_other_is_known(tmp_path):
    texts = {
        "home": str(tmp_path / "home"), "city": str(tmp_path), "host": "::1", "port": "0",
        "database_url": "postgresql://faltplan@127.0.0.1/faltplan", "keys": str(tmp_path / "k.json"),
        "backups": str(tmp_path / "b"), "url": "https://faltplan.example", "proxies": "1", "session_minutes": "30",
        "session_hours": "8", "second_factor": "required", "oidc_issuer": "https://login.example/stad",
        "oidc_client_id": "faltplan", "oidc_client_secret": "a-secret", "metrics_token": "0123456789abcdef",
        "log_format": "json", "worker": "falt-1", "workers": "2",
        "executor": "dask:tcp://127.0.0.1:8786",
        "tile_url": "http://127.0.0.1:9000/{z}/{x}/{y}.png", "tile_attribution": "x", "team": "a-b",
        "engine_walk": "osrm+http://127.0.0.1:5000", "engine_car": "valhalla+https://motor.example:8002",
        "week": "2027-W01", "lang": "en", "tip_work": "12", "phone_hours": "12",
        "check_in_minutes": "60",
    }  # fmt: skip
    assert set(texts) == {f.name for f in dataclasses.fields(Settings)}
    settings = Settings.from_environment({PREFIX + key.upper(): text for key, text in texts.items()})
    assert settings.city == tmp_path
    assert settings.keys_file == tmp_path / "k.json"
    assert settings.database == "postgresql://faltplan@127.0.0.1/faltplan"
    assert settings.tile_origin == "http://127.0.0.1:9000"


def test_all_faults_are_told_at_once_with_what_to_do():
    with pytest.raises(SettingsError) as raised:
        Settings.from_environment(
            {
                "FALTPLAN_PROT": "1",
                "FALTPLAN_PORT": "many",
                "FALTPLAN_HOST": "0.0.0.0",  # noqa: S104  what is refused
                "FALTPLAN_CITY": "/no/such/folder",
                "FALTPLAN_TEAM": "../x",
                "FALTPLAN_WEEK": "2026-49",
                "FALTPLAN_LANG": "de",
                "FALTPLAN_HOME": " ",
                "FALTPLAN_TILE_URL": "https://{s}.tiles.example/{z}/{x}/{y}.png",
            }
        )
    told = str(raised.value).splitlines()
    assert len(told) == 9
    assert "FALTPLAN_PROT is not a setting; the settings are FALTPLAN_HOME" in str(raised.value)
    assert "FALTPLAN_URL is missing" in str(raised.value)


def test_single_sign_on_is_set_whole_or_not_at_all():
    with pytest.raises(SettingsError, match="FALTPLAN_OIDC_CLIENT_SECRET is missing"):
        Settings.from_environment(
            {"FALTPLAN_OIDC_ISSUER": "https://login.example", "FALTPLAN_OIDC_CLIENT_ID": "faltplan"}
        )


def test_secrets_are_never_repeated():
    with pytest.raises(SettingsError) as raised:
        Settings.from_environment({"FALTPLAN_DATABASE_URL": "mysql://me:hush@db/x", "FALTPLAN_METRICS_TOKEN": "hush"})
    assert "hush" not in str(raised.value)
    assert "hush" not in repr(Settings(oidc_client_secret="hush", metrics_token="hush", database_url="hush"))  # noqa: S106


@pytest.mark.parametrize(
    "url", ["faltplan.example", "ftp://faltplan.example", "https://a/b", "https://u:p@a", "https://a?b"]
)
def test_an_address_of_the_installation_is_scheme_and_name_alone(url):
    with pytest.raises(SettingsError, match="FALTPLAN_URL"):
        Settings.from_environment({"FALTPLAN_URL": url})


@pytest.mark.parametrize(
    "url", ["ftp://a/{z}/{x}/{y}", "https://a/{z}/{x}", "https://a b/{z}/{x}/{y}",
            "https://a; script-src *//{z}/{x}/{y}", "//a/{z}/{x}/{y}", "https://u:p@a/{z}/{x}/{y}"],
)  # fmt: skip
def test_a_tile_url_cannot_smuggle_anything_into_the_policy(url):
    with pytest.raises(SettingsError):
        Settings.from_environment({"FALTPLAN_TILE_URL": url})


def test_the_folder_of_test_data_is_left_alone():
    assert Settings.from_environment({"FALTPLAN_TEST_DATA": "/x"}) == Settings()


@pytest.mark.parametrize("issuer", ["http://login.example/realms/stad", "ftp://login.example", "https://"])
def test_a_single_sign_on_that_could_be_read_on_the_way_is_refused(issuer):
    told = {"FALTPLAN_OIDC_ISSUER": issuer, "FALTPLAN_OIDC_CLIENT_ID": "x", "FALTPLAN_OIDC_CLIENT_SECRET": "y"}
    with pytest.raises(SettingsError, match="FALTPLAN_OIDC_ISSUER"):
        Settings.from_environment(told)


@pytest.mark.parametrize("name", ["FALTPLAN_ENGINE_WALK", "FALTPLAN_ENGINE_CAR"])
def test_an_engine_is_named_by_kind_and_url_and_a_wrong_one_is_not_repeated(name):
    assert Settings.from_environment({name: ""}) == Settings()
    with pytest.raises(SettingsError, match="leave out name and password") as raised:
        Settings.from_environment({name: "osrm+http://someone:hemligt@motor.example"})
    assert "hemligt" not in str(raised.value)
    with pytest.raises(SettingsError, match=r"write osrm\+http://127.0.0.1:5000"):
        Settings.from_environment({name: "http://motor.example"})
