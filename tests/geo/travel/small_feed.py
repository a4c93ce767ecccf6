"""A small GTFS timetable that tests write into a zip, whole or with one table changed."""

import zipfile
from pathlib import Path

TABLES = {
    "agency.txt": """
agency_id,agency_name,agency_url,agency_timezone
A,Lilleby Trafik,https://lilleby.example,Europe/Helsinki
""",
    "feed_info.txt": """
feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date
Lilleby stad,https://lilleby.example,sv,20261101,20270131
""",
    "stops.txt": """
stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station
torg,Stora torget,60.100,22.000,0,station
hamn,Hamnen,60.100,22.020,,
udde,Udden,60.100,22.040,,
fyr,Fyren,60.100,22.060,,
station,Centralen,60.100,22.000,1,
spår 1,,60.1001,22.0001,0,station
by,Långt borta,60.100,22.400,,
oanvänd,Ingen stannar här,60.110,22.010,,
port,Ingången,60.100,22.000,2,station
""",
    "routes.txt": """
route_id,agency_id,route_short_name,route_long_name,route_type
r1,A,1,,700
r2,A,,Kustbanan,2
rf,A,F,Färjan,1000
""",
    "trips.txt": """
route_id,service_id,trip_id,shape_id
r1,vard,b1,strand
r1,vard,b2,strand
r1,helg,b3,strand
r2,alla,t1,
rf,vard,f1,
""",
    "stop_times.txt": """
trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type
b1,08:00:00,08:00:00,torg,1,0,1
b1,,,hamn,2,0,0
b1,,,udde,3,0,0
b1,08:09:00,08:09:00,fyr,5,1,0
b2,24:10:00,24:10:00,torg,1,0,1
b2,,,hamn,2,0,0
b2,,,udde,3,0,0
b2,24:19:00,24:19:00,fyr,5,1,0
b3,10:00:00,10:00:00,torg,1,,
b3,10:03:00,10:04:00,hamn,2,,
t1,07:00:00,07:00:00,spår 1,1,,
t1,07:20:00,07:20:00,udde,2,,
t1,07:50:00,07:50:00,by,3,,
f1,09:00:00,09:00:00,hamn,1,,
f1,09:30:00,09:30:00,fyr,2,,
""",
    "calendar.txt": """
service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date
vard,1,1,1,1,1,0,0,20261101,20270131
helg,0,0,0,0,0,1,1,20261101,20270131
""",
    "calendar_dates.txt": """
service_id,date,exception_type
vard,20261224,2
helg,20261224,1
"""
    + "".join(f"alla,{day},1\n" for day in range(20261101, 20261131)),
    "shapes.txt": """
shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence
strand,60.1000,21.990,1
strand,60.1000,22.010,2
strand,60.1010,22.030,3
strand,60.1000,22.070,4
""",
}
"""A bus along the shore with a night trip, a train that leaves the town, and a ferry; within Lilleby's bounds but for
one stop far away."""


def write_feed(path: Path, changes: dict[str, str | bytes | None] | None = None, *, folder: str = "") -> Path:
    """Write the timetable; ``changes`` gives other tables, None for one that is left out."""
    tables = {**TABLES, **(changes or {})}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in tables.items():
            if text is not None:
                packed.writestr(folder + name, text.lstrip() if isinstance(text, str) else text)
    return path


def with_rows(name: str, *rows: str) -> dict[str, str]:
    """Give a change that adds rows to a table."""
    return {name: TABLES[name] + "".join(f"{row}\n" for row in rows)}


def replaced(name: str, old: str, new: str) -> dict[str, str]:
    """Give a change that puts one text for another in a table."""
    assert old in TABLES[name]
    return {name: TABLES[name].replace(old, new)}
