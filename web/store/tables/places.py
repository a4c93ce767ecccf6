"""Tables of WHERE: dated districts by points and by outlines, hotspots and their visit needs."""

from datetime import date
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import JSON, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from geo.crs import WGS84
from web.store.geometry import Geometry
from web.store.tables.table import Edited, Table


class NeighbourhoodRow(Table):
    """A part of a district by one point inside it, while it belonged to that district (``geo.district``)."""

    __tablename__ = "neighbourhood"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    district: Mapped[str] = mapped_column(String(120), index=True)
    lon: Mapped[float]
    lat: Mapped[float]
    landmass: Mapped[str | None] = mapped_column(String(80))
    land_km2: Mapped[float | None]
    first: Mapped[date | None] = mapped_column(Date)
    end: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str] = mapped_column(Text, default="")


class DistrictAreaRow(Table):
    """The outline of a district, or of the neighbourhood ``part`` in it, while it holds (``geo.district``).

    ``outline`` is in degrees (EPSG:4326), as it is looked up, so that nothing is rounded on the way in or out.
    """

    __tablename__ = "district_area"

    id: Mapped[int] = mapped_column(primary_key=True)
    district: Mapped[str] = mapped_column(String(120), index=True)
    part: Mapped[str] = mapped_column(String(120), default="")
    outline: Mapped[BaseGeometry] = mapped_column(Geometry("MULTIPOLYGON", WGS84))
    first: Mapped[date | None] = mapped_column(Date)
    end: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str] = mapped_column(Text, default="")


class HotspotRow(Edited, Table):
    """A place worth repeated visits (``geo.hotspot.Hotspot``).

    ``shape`` is the geometry as GeoJSON in EPSG:4326, as it was given; ``point`` the one that is walked to, in metres.
    For a place that helps people, ``hours`` are those in which it is open (as windows; empty where they are not known),
    ``phone`` its own, and ``service`` the kind of help, a code of ``web.field.visit.Link``.
    """

    __tablename__ = "hotspot"

    id: Mapped[str] = mapped_column(String(120), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    shape: Mapped[dict[str, Any]] = mapped_column(JSON)
    point: Mapped[BaseGeometry] = mapped_column(Geometry("POINT"))
    landmass: Mapped[str | None] = mapped_column(String(80))
    district: Mapped[str | None] = mapped_column(String(120), index=True)
    sensitivity: Mapped[str] = mapped_column(String(40))
    teams: Mapped[list[str]] = mapped_column(JSON)
    position: Mapped[str] = mapped_column(String(40))
    meet: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    hours: Mapped[str] = mapped_column(Text, default="", server_default="")
    phone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    service: Mapped[str] = mapped_column(String(40), default="", server_default="")


class NeedRow(Edited, Table):
    """How often, when and by whom a hotspot wants to be visited (``geo.hotspot.VisitNeed``)."""

    __tablename__ = "need"

    id: Mapped[str] = mapped_column(String(160), primary_key=True)
    hotspot_id: Mapped[str] = mapped_column(ForeignKey("hotspot.id", ondelete="CASCADE"), index=True)
    windows: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int]
    least: Mapped[int]
    target: Mapped[int]
    most: Mapped[int]
    gap_h: Mapped[float]
    weight: Mapped[float]
    season: Mapped[str] = mapped_column(String(40))
    skills: Mapped[list[str]] = mapped_column(JSON)
    pairs: Mapped[int]
    daylight: Mapped[str] = mapped_column(String(20))
    teams: Mapped[list[str]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(Text, default="")
    peak: Mapped[str | None] = mapped_column(Text)
