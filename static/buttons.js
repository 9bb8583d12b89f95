// "Fed" puts the marked words into its field; the button under offered times says which of them it takes.
const bold = document.querySelector("[data-bold]");
const offers = document.querySelector(".offers");

if (bold) {
  bold.hidden = false;
  bold.onclick = () => {
    const { text, bold: field } = bold.form.elements;
    field.value = `${field.value}\n${text.value.slice(text.selectionStart, text.selectionEnd)}`.trim();
  };
}
const name = () => {
  const chosen = offers.querySelector("input:checked");
  if (chosen) offers.querySelector("button").textContent = chosen.dataset.act;
};
if (offers) {
  offers.addEventListener("change", name);
  name();
}
