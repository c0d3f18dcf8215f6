/* Keeps an answer while it is written. The form works without this; nothing is stored in the browser. */

const PAUSE = 3000;
const LONGEST_WAIT = 20000;
const RETRY = 10000;

const form = document.querySelector("form[data-draft]");
if (form) keepDraft(form, form.elements.namedItem("text"), form.querySelector("[data-draft-status]"));

function keepDraft(form, text, status) {
  let kept = text.value;
  let timer = 0;
  let since = 0;
  let saving = null;
  let over = false;

  text.addEventListener("input", () => {
    since ||= Date.now();
    later(Math.max(0, Math.min(PAUSE, since + LONGEST_WAIT - Date.now())));
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("data-draft-save") && !over) {
      event.preventDefault();
      save();
      return;
    }
    clearTimeout(timer);
    saving?.abort();
    over = true;
  });
  // Back from the next page the browser may show this one as it was left.
  addEventListener("pageshow", () => (over = false));
  addEventListener("online", () => isDirty() && save());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && isDirty()) save({ keepalive: true });
  });
  addEventListener("beforeunload", (event) => {
    if (isDirty() && !over) event.preventDefault();
  });

  const isDirty = () => text.value !== kept;

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  async function save(options = {}) {
    clearTimeout(timer);
    if (over || saving) return saving || later(PAUSE);
    saving = new AbortController();
    const sent = text.value;
    try {
      const answer = await post(sent, { ...options, signal: saving.signal });
      if (answer.ok) {
        kept = sent;
        since = 0;
        say((await answer.json()).saved);
      } else {
        await refused(answer);
      }
    } catch (error) {
      if (error.name !== "AbortError") tryAgain(form.dataset.offline);
    } finally {
      saving = null;
    }
    if (isDirty() && !timer) later(PAUSE);
  }

  function post(sent, options) {
    const token = form.elements.namedItem("csrfmiddlewaretoken").value;
    return fetch(form.dataset.draft, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token },
      body: new URLSearchParams({ text: sent }),
      redirect: "error",
      ...options,
    });
  }

  async function refused(answer) {
    if (answer.status === 404) say(form.dataset.gone);
    else if (answer.status === 403) {
      tryAgain(form.dataset.signedOut);
      await newToken();
    } else if (answer.headers.get("Content-Type")?.includes("json")) say((await answer.json()).sentence);
    else tryAgain(form.dataset.offline);
  }

  // Signing in again in another tab changes the token; this page then takes the new one.
  async function newToken() {
    const answer = await fetch(location.href, { redirect: "error" }).catch(() => null);
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("form[data-draft] [name=csrfmiddlewaretoken]");
    if (fresh) form.elements.namedItem("csrfmiddlewaretoken").value = fresh.value;
  }

  function tryAgain(sentence) {
    say(sentence);
    later(RETRY);
  }

  // The same words again are not said again.
  function say(sentence) {
    if (status.textContent !== sentence) status.textContent = sentence;
  }
}
