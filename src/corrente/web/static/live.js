// Brings the changing part of a page up to date while somebody looks; focus, scrolling and opened details stay.
const EVERY_MS = 5000;
const part = document.querySelector("[data-live]");
let known = null;
document.querySelectorAll(".live").forEach((note) => { note.hidden = false; });

async function look() {
  if (document.visibilityState === "visible") await renew().catch(() => {}); // a failure is tried again
  setTimeout(look, EVERY_MS);
}

async function renew() {
  const answer = await fetch(part.dataset.live);
  if (!answer.ok) return;
  const html = await answer.text();
  if (html === known) return;
  known = html;
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  keep(fresh.content);
  const focus = path(document.activeElement);
  const scrolled = [...part.querySelectorAll(".scroll")].map((one) => one.scrollLeft);
  part.replaceChildren(fresh.content);
  part.querySelectorAll(".scroll").forEach((one, place) => { one.scrollLeft = scrolled[place] ?? 0; });
  if (focus) focus.reduce((one, place) => one?.children[place], part)?.focus({ preventScroll: true });
}

// What says the same stays the same element, so that nothing is read out twice; what was opened stays open.
function keep(fresh) {
  const [was, now] = [part.querySelector("#stands"), fresh.querySelector("#stands")];
  if (was && now && was.textContent === now.textContent) now.replaceWith(was);
  const open = [...part.querySelectorAll("details")].map((one) => one.open);
  fresh.querySelectorAll("details").forEach((one, place) => { one.open = open[place] ?? one.open; });
}

// Where an element is below the part, as places among siblings; null outside of it.
function path(element) {
  if (!element || !part.contains(element) || element === part) return null;
  const places = [];
  for (let one = element; one !== part; one = one.parentElement) places.unshift([...one.parentElement.children].indexOf(one));
  return places;
}

if (part) setTimeout(look, EVERY_MS);
