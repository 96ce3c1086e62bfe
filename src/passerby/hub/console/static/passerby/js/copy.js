// Copies the text of the element that a button's data-copy names, and says so on the button and to a screen reader.
// The clipboard needs TLS or localhost; elsewhere the text is selected, ready for the keyboard.
const SAID_MS = 2000;

function select(element) {
  if (element.select) element.select();
  else window.getSelection().selectAllChildren(element);
}

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  const before = button.textContent;
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    button.textContent = "Copied";
  } catch {
    select(source);
    button.textContent = "Selected";
  }
  button.setAttribute("aria-live", "polite");
  setTimeout(() => {
    button.textContent = before;
  }, SAID_MS);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-copy]");
  if (button && button.textContent !== "Copied") copy(button);
});
