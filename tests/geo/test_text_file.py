"""What is read into memory has an end, whatever the file says about its size."""

from pathlib import Path

import pytest

from geo.faults import FaultCode, FaultList
from geo.text_file import read_bytes

ZEROS = Path("/dev/zero")


@pytest.mark.skipif(not ZEROS.exists(), reason="there is no such device here")
def test_a_file_without_an_end_is_refused(tmp_path):
    link = tmp_path / "places.geojson"
    link.symlink_to(ZEROS)
    faults = FaultList(link.name)
    assert read_bytes(link, faults, most_mb=0.1) is None
    assert [fault.code for fault in faults.faults] == [FaultCode.TOO_LARGE]
