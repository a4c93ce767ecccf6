// Apple's devices know no geo: address: their links open Apple's own map of the place instead.
export function startNavigation() {
  if (!/\b(iPhone|iPad|iPod|Macintosh)\b/.test(navigator.userAgent)) return;
  const change = () => {
    for (const link of document.querySelectorAll("a[data-apple]")) link.href = link.dataset.apple;
  };
  change();
  document.addEventListener("plan:changed", change);
}
