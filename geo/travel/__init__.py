"""Travel times from place to place: one protocol, several providers."""

from geo.travel.times import Mode, PathPart, Period, Place, Source, TravelMatrix, TravelTimes, Unreachable

__all__ = ["Mode", "PathPart", "Period", "Place", "Source", "TravelMatrix", "TravelTimes", "Unreachable"]
