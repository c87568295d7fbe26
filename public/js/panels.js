/**
 * Panels that fold on narrow screens stand open on wide ones. Recent browsers do it by CSS alone
 * (::details-content); the others get the open attribute.
 */
export function openWidePanels() {
  if (CSS.supports("selector(::details-content)")) return;
  const wide = matchMedia("(min-width: 62rem)");
  const panels = document.querySelectorAll("details[data-open-wide]");
  const apply = () => {
    for (const panel of panels) panel.open = wide.matches;
  };
  apply();
  wide.addEventListener("change", apply);
}
