// On every page: leaving at once, and a menu that closes when one looks elsewhere.

const SHIFTS = 3;
const WITHIN_MS = 2000;

const exit = document.querySelector("[data-exit]");
const note = document.querySelector("[data-exit-note]");
let presses = [];

function leave() {
  const cover = document.createElement("div");
  cover.className = "cover";
  document.documentElement.append(cover);
  document.title = "\u200b";
  // replace: the back button does not come back here.
  window.location.replace(exit.href);
}

function tell(left) {
  note.textContent = { 2: note.dataset.two, 1: note.dataset.one }[left] ?? "";
}

function countShift(event) {
  if (event.repeat) return;
  if (event.key !== "Shift") {
    // Shift as part of a capital letter or a tab backwards is not a wish to leave.
    presses = [];
    tell(SHIFTS);
    return;
  }
  const now = Date.now();
  presses = [...presses.filter((moment) => now - moment < WITHIN_MS), now];
  if (presses.length >= SHIFTS) leave();
  else tell(SHIFTS - presses.length);
}

if (exit) {
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", countShift);
}

const drops = document.querySelectorAll(".menu-drop");

function closeDrops(except) {
  for (const drop of drops) if (drop !== except) drop.open = false;
}

document.addEventListener("click", (event) => closeDrops(event.target.closest(".menu-drop")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = [...drops].find((drop) => drop.open);
  if (!open) return;
  closeDrops();
  open.querySelector("summary").focus();
});
