// On pages with a form: a counter that tells and never cuts, calm at a second click, and the
// reader's place at the gathered errors. Everything works without it.

const GAP_BEFORE_SPEAKING_MS = 1200;

// The server counts after NFC in code points, with newlines as one.
const lengthOf = (text) => [...text.normalize("NFC").replace(/\r\n?/g, "\n")].length;

function words(box, left) {
  const [form, number] = left < 0 ? ["counterOver", -left] : ["counterLeft", left];
  return box.dataset[form].replace("%s", number.toLocaleString(document.documentElement.lang));
}

function count(box) {
  const limit = Number(box.dataset.counter);
  const shown = document.createElement("p");
  const spoken = document.createElement("p");
  shown.className = "counter";
  shown.setAttribute("aria-hidden", "true");
  spoken.className = "unseen";
  spoken.setAttribute("role", "status");
  box.after(shown, spoken);
  let timer;
  const update = () => {
    const left = limit - lengthOf(box.value);
    shown.textContent = words(box, left);
    shown.classList.toggle("counter-over", left < 0);
    clearTimeout(timer);
    // Aloud only near the end, and only when the writer pauses.
    if (left < limit / 10) {
      timer = setTimeout(() => (spoken.textContent = shown.textContent), GAP_BEFORE_SPEAKING_MS);
    }
  };
  box.addEventListener("input", update);
  update();
}

function calm(form) {
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (form.dataset.sending) {
      event.preventDefault();
      return;
    }
    form.dataset.sending = "yes";
    // aria-disabled, not disabled: the button's own name and value must still be sent.
    if (!button?.dataset.sending) return;
    button.dataset.rest = button.textContent;
    button.setAttribute("aria-disabled", "true");
    button.textContent = button.dataset.sending;
  });
}

function rest(form) {
  delete form.dataset.sending;
  for (const button of form.querySelectorAll("[data-rest]")) {
    button.removeAttribute("aria-disabled");
    button.textContent = button.dataset.rest;
    delete button.dataset.rest;
  }
}

// The same words sent again from the same page, after going back, are one conversation: the page
// tells itself apart by a mark that nobody can guess and that leaves with it.
for (const mark of document.querySelectorAll("[data-page-mark]")) {
  mark.value ||= crypto.randomUUID?.() ?? "";
}
document.querySelectorAll("textarea[data-counter]").forEach(count);
const forms = document.querySelectorAll("form[data-calm]");
forms.forEach(calm);
// Coming back by the back button, or after the connection failed, one may send again: the server
// stores a resent form once.
window.addEventListener("pageshow", () => forms.forEach(rest));
forms.forEach((form) => {
  let timer;
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    timer = setTimeout(() => rest(form), 15000);
  });
});
document.querySelector("[data-focus]")?.focus();
