/* What a page must hold besides what axe knows: one heading of the first order, a title, its language, its landmarks,
   headings in order, no sideways scrolling, and targets a finger can hit. Answers the list of faults. */
(asked) => {
  const faults = [];
  const html = document.documentElement;
  window.tooWide = () => {
    if (html.scrollWidth <= html.clientWidth) return [];
    const over = [...document.body.querySelectorAll("*")].filter((one) => {
      const box = one.getBoundingClientRect();
      return box.width && box.right > html.clientWidth + 1 && one.checkVisibility() && !one.closest(".scroll, .skip");
    });
    const first = over.filter((one) => !over.some((other) => other !== one && one.contains(other)))[0];
    return [`scrolls sideways at ${html.clientWidth} px: ${first ? first.outerHTML.slice(0, 140) : "?"}`];
  };
  const say = (words, node) => faults.push(`${words}: ${node ? node.outerHTML.slice(0, 140) : ""}`);
  if (html.lang !== asked.language) say(`lang is ${html.lang}`);
  if (document.querySelectorAll("h1").length !== 1) say(`${document.querySelectorAll("h1").length} h1`);
  if (document.title.replace(/ – OpenOCOP$/, "").trim().length < 3) say(`title "${document.title}"`);
  for (const mark of ["main", "header", "nav", "footer"])
    if (!document.querySelector(mark)) say(`no <${mark}>`);
  let before = 0;
  for (const one of document.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    const level = Number(one.tagName[1]);
    if (before && level > before + 1) say(`h${level} after h${before}`, one);
    before = level;
  }
  faults.push(...window.tooWide());
  const seen = (one) => one.checkVisibility({ checkVisibilityCSS: true }) && one.getClientRects().length;
  const reach = (one) => {
    const box = one.getBoundingClientRect();
    let [width, height] = [box.width, box.height];
    const after = getComputedStyle(one, "::after");
    if (after.content !== "none" && after.position === "absolute") {
      const holder = one.closest(":not(a, button)");
      const own = getComputedStyle(one).position === "relative" ? box : holder.getBoundingClientRect();
      width = Math.max(width, own.width - parseFloat(after.left || 0) - parseFloat(after.right || 0));
      height = Math.max(height, own.height - parseFloat(after.top || 0) - parseFloat(after.bottom || 0));
    }
    return [width, height];
  };
  const inText = (one) => {
    if (one.tagName !== "A" || getComputedStyle(one).display !== "inline") return false;
    const around = one.closest("p, li, dd, dt, td, th, small, caption, figcaption, div");
    return around && around.textContent.trim().length > one.textContent.trim().length + 1;
  };
  const wanted = "a[href], button, input:not([type=hidden], :disabled), select, textarea, summary, [tabindex='0'][role=textbox]";
  for (const one of document.querySelectorAll(wanted)) {
    if (!seen(one) || one.closest(".skip, .hidden-label") || inText(one)) continue;
    const label = /^(radio|checkbox)$/.test(one.type) ? one.closest("label") || one : one;
    const [width, height] = reach(label);
    if (width < 43.5 || height < 43.5) say(`target of ${Math.round(width)} x ${Math.round(height)} px`, one);
  }
  return faults;
}
