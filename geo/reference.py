"""Finds the data that the program ships: in a checkout's ``data/``, or inside an installed wheel."""

from pathlib import Path


def reference_folder() -> Path:
    """Give the folder of shipped reference data.

    Raises
    ------
    FileNotFoundError
        The installation lacks it.
    """
    here = Path(__file__).resolve().parent
    for folder in (here.parent / "data", here / "_reference"):
        if (folder / "schema").is_dir():
            return folder
    raise FileNotFoundError(f"no reference data beside {here}; install the program again")


def city_folder(name: str = "stockholm") -> Path:
    """Give the folder of a shipped city.

    Raises
    ------
    FileNotFoundError
        No city of that name is shipped; the message names those that are.
    """
    root = reference_folder()
    folder = root / name
    if folder.parent != root or name == ".." or not (folder / "city.toml").is_file():
        known = ", ".join(sorted(path.parent.name for path in root.glob("*/city.toml")))
        raise FileNotFoundError(f"no shipped city {name!r}; there are: {known}")
    return folder
