// Moves the bar while work goes on, and shows the page anew when there is something new to see.
const box = document.querySelector("section.work");
const seen = Number(box?.dataset.answers ?? 0);

async function look() {
  const work = await (await fetch(`/work?of=${box.dataset.of}`)).json();
  document.getElementById("doing").textContent = work.doing;
  document.getElementById("done").value = work.done;
  const more = work.answers > seen && (document.querySelector(".stream") || box.dataset.of === "example");
  if (!work.working || more) location.reload();
  else setTimeout(look, 400);
}

if (box) setTimeout(look, 400);
