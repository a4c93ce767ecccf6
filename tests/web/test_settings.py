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
        "tile_url": "http://127.0.0.1:9000/{z}/{x}/{y}.png", "tile_attribution": "x", "team": "a-b",
        "week": "2027-W01", "lang": "en",
    }  # fmt: skip
    assert set(texts) == {f.name for f in dataclasses.fields(Settings)}
    settings = Settings.from_environment({PREFIX + key.upper(): text for key, text in texts.items()})
    assert settings.city == tmp_path
    assert settings.plans == tmp_path / "home" / "plans"
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
    assert "no accounts yet" in str(raised.value)


@pytest.mark.parametrize(
    "url", ["ftp://a/{z}/{x}/{y}", "https://a/{z}/{x}", "https://a b/{z}/{x}/{y}",
            "https://a; script-src *//{z}/{x}/{y}", "//a/{z}/{x}/{y}", "https://u:p@a/{z}/{x}/{y}"],
)  # fmt: skip
def test_a_tile_url_cannot_smuggle_anything_into_the_policy(url):
    with pytest.raises(SettingsError):
        Settings.from_environment({"FALTPLAN_TILE_URL": url})


def test_the_folder_of_test_data_is_left_alone():
    assert Settings.from_environment({"FALTPLAN_TEST_DATA": "/x"}) == Settings()
