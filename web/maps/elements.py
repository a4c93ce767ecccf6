"""Folium elements of our own: layers filled with fetched GeoJSON, controls in words, and the last word.

``folium.Popup`` and ``folium.Tooltip`` run user text as code, so nothing here uses them: titles and texts
travel as properties of the GeoJSON, and the page shows them as text.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from branca.element import MacroElement
from folium.elements import JSCSSMixin
from folium.map import Layer
from folium.template import Template

from web.maps.street_ground import StreetGround


class RoleLayer(JSCSSMixin, Layer):
    """Features of one role, fetched by the page; drawn as plain shapes, or by the page itself.

    Parameters
    ----------
    source
        Address of the GeoJSON (or ``#id`` of an element that holds it).
    role
        The features' ``role`` property.
    pane
        Pane to draw in.
    options
        Options of Leaflet's paths (``className`` and the like) for plain shapes; None where the page draws
        the role itself: then the layer is an empty group that the page fills.
    name
        Tells two layers of one role apart.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        {% if this.options is none %}
        var {{ this.get_name() }} = L.layerGroup([]);
        {% else %}
        var {{ this.get_name() }} = L.geoJSON(null, {
            ...{{ this.options|tojson }},
            filter: (feature) => feature.properties.role === {{ this.role|tojson }},
            pointToLayer: (feature, at) => L.circleMarker(at, {{ this.options|tojson }})});
        {% endif %}
        {{ this.get_name() }}.source = {{ this.source|tojson }};
        {% endmacro %}
        """
    )

    def __init__(
        self, source: str, role: str, pane: str, *, options: Mapping[str, Any] | None = None, name: str = ""
    ) -> None:
        super().__init__(name=name or role, overlay=True, control=False, show=True)
        self._name = "RoleLayer"
        self._id = name or role
        self.source, self.role = source, role
        self.options = None if options is None else {"pane": pane, "interactive": False, **options}


class Controls(MacroElement):
    """Zoom buttons with words, a metric scale, and the attribution."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        {{ this._parent.get_name() }}.attributionControl.setPrefix(false);
        {{ this._parent.get_name() }}.attributionControl.addAttribution({{ this.attribution|tojson }});
        L.control.zoom({position: "topright", zoomInText: "", zoomOutText: "",
            zoomInTitle: {{ this.zoom_in|tojson }}, zoomOutTitle: {{ this.zoom_out|tojson }}
        }).addTo({{ this._parent.get_name() }});
        L.control.scale({imperial: false, maxWidth: 120, position: "bottomleft"})
            .addTo({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self, *, zoom_in: str, zoom_out: str, attribution: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Controls"
        self._id = "controls"
        self.zoom_in, self.zoom_out, self.attribution = zoom_in, zoom_out, attribution


class Ready(MacroElement):
    """The last element: announces ``folium:ready`` with the map, its layers by name, and where its streets lie."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        document.dispatchEvent(new CustomEvent("folium:ready", {detail: {
            map: {{ this._parent.get_name() }},
            layers: {
                {% for layer in this.layers %}
                {{ layer.layer_name|tojson }}: {{ layer.get_name() }},
                {% endfor %}
            },
            streets: {{ this.streets|tojson }}
        }}));
        {% endmacro %}
        """
    )

    def __init__(self, layers: tuple[RoleLayer, ...], streets: StreetGround | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._name = "Ready"
        self._id = "ready"
        self.layers = layers
        self.streets = asdict(streets) if streets else None
