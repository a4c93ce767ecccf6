// Lets the style sheets know that scripts run, before anything is painted; and asks for the data of the page's map while
// the page itself still comes (shared_map.js takes it from there).
document.documentElement.classList.add("js");
window.early = new Map();
for (const link of document.querySelectorAll('link[rel="alternate"][type="application/geo+json"]')) {
  const asked = fetch(link.href, { headers: { Accept: link.type }, credentials: "same-origin" });
  asked.catch(() => {}); // told where it is used
  window.early.set(link.getAttribute("href"), asked);
}
