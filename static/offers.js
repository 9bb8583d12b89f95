// The button says which time it takes; without this script it says "the marked one".
const form = document.querySelector(".offers");
const button = form?.querySelector("button");

function name() {
  const chosen = form.querySelector("input[type=radio]:checked");
  if (chosen) button.textContent = chosen.dataset.act;
}

if (button) {
  form.addEventListener("change", name);
  name();
}
