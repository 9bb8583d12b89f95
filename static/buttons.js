// "Fed", the name on the button under offered times, and who can come to a time of one's own.
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
const another = document.querySelector(".another");
if (another) {
  let asking;
  another.onchange = async () => {
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`?${new URLSearchParams(new FormData(another))}`, asking);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const tried = page.querySelector("#tried");
      if (tried) document.querySelector("#tried").replaceWith(tried);
    } catch {}
  };
}
