"""Maps by Folium, one picture a file; nothing here knows Flask or a request."""
