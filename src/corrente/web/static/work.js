// Moves the bar while work goes on, and shows what is new as soon as it is there.
const script = document.querySelector("script[data-of]");
const { of, awaits } = script.dataset;
let seen = Number(script.dataset.answers);
let typed = false;
addEventListener("input", () => { typed = true; }); // what somebody is writing is never taken away

async function look() {
  const work = await (await fetch(`/work?of=${of}`)).json();
  const doing = document.getElementById("doing");
  if (doing && work.working) {
    doing.textContent = work.doing;
    document.getElementById("done").value = work.done;
  }
  const ready = !work.working || work.there.includes(awaits);
  if (document.querySelector(".stream")) {
    if (ready || work.answers > seen) await renew();
    seen = work.answers;
  } else if (ready && !typed) location.reload();
  if (!ready) setTimeout(look, 400);
}

async function renew() {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  const focus = document.activeElement?.getAttribute("href");
  if (typed) return;
  document.querySelector("main").replaceWith(page.querySelector("main"));
  if (focus) document.querySelector(`main [href="${CSS.escape(focus)}"]`)?.focus();
}

setTimeout(look, 400);
