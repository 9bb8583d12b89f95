// The marked words of the text go into "Ord med fed".
const button = document.querySelector("[data-bold]");
if (button) {
  const { text, bold } = button.form.elements;
  button.hidden = false;
  button.onclick = () => {
    const words = text.value.slice(text.selectionStart, text.selectionEnd);
    bold.value = `${bold.value}\n${words}`.trim();
  };
}
