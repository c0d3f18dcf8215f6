/* Puts a phrase in where the writer is. Without this it goes to the end, and the page comes anew. */

const BLANK_LINE = "\n\n";

for (const button of document.querySelectorAll("button[data-phrase]")) {
  const text = button.form?.elements.namedItem("text");
  if (!text) continue;
  text.addEventListener("focus", () => (text.dataset.visited = ""), { once: true });
  button.addEventListener("click", (event) => {
    event.preventDefault();
    insert(text, button.dataset.phrase.trim());
  });
}

// After what is chosen, never in its place: nothing written is lost. At the end, when the writer
// has not been in the letter yet.
function insert(text, phrase) {
  const at = "visited" in text.dataset ? text.selectionEnd : text.value.length;
  const before = text.value.slice(0, at);
  const after = text.value.slice(at);
  const atEnd = !after.trim();
  const gap = !before.trim() || /\n\s*$/.test(before) || !atEnd ? "" : BLANK_LINE;
  text.setRangeText(gap + phrase, at, at, "end");
  text.focus();
  text.dispatchEvent(new Event("input", { bubbles: true }));
}
