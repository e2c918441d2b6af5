// Files may be dropped anywhere on the form; what was added is shown once.
const form = document.querySelector("form.drop");
const input = form?.querySelector("input[type=file]");

for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  form?.addEventListener(name, (event) => {
    event.preventDefault();
    form.classList.toggle("over", over);
  });
}
form?.addEventListener("drop", (event) => { input.files = event.dataTransfer.files; });
