"""The home folder and what is in it are closed to other accounts of the computer."""

import os
import stat

import pytest

from web.parts import Parts
from web.settings import Settings
from web.store.migrate import migrate


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX")
def test_a_new_home_folder_its_database_and_keys_are_its_owners_alone(tmp_path):
    settings = Settings(home=tmp_path / "home")
    migrate(settings.database)
    Parts.of(settings).store.close()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in [settings.home, *settings.home.iterdir()]}
    assert modes == {"home": 0o700, "faltplan.sqlite": 0o600, "keys.json": 0o600}
