// Where the reader's clock differs from Finland's, says their own time beside the promise.

function wall(moment, timeZone) {
  const parts = { weekday: "long", day: "numeric", month: "numeric", hour: "numeric", minute: "2-digit" };
  return new Intl.DateTimeFormat(document.documentElement.lang, { ...parts, timeZone }).format(moment);
}

function tell(note) {
  const time = note.parentElement.querySelector("#promise, time");
  const moment = new Date(time?.dateTime);
  if (Number.isNaN(moment.getTime())) return;
  const own = wall(moment);
  if (own === wall(moment, note.dataset.zone)) return;
  note.querySelector("span").textContent = own;
  note.hidden = false;
}

document.querySelectorAll("[data-zone-note]").forEach(tell);
