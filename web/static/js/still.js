// A map stands still for those who wish less motion; called before the map is made.
export function keepStill() {
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  L.Map.mergeOptions({ fadeAnimation: false, zoomAnimation: false, markerZoomAnimation: false, inertia: false });
}
