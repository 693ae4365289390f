// Keys, composition, focus and announcements. Every page works without this file.
"use strict";

(() => {
  let composing = false;

  const isTyping = (target) =>
    target.closest("textarea, select, input:not([type=radio], [type=checkbox], [readonly])") !== null;

  const names = (event) => {
    if (event.code === "Space") return ["Space"];
    return event.key.length === 1 ? [event.key.toLowerCase()] : [event.key];
  };

  const isVisible = (element) => element.getClientRects().length > 0;

  const forKey = (name) =>
    [...document.querySelectorAll("[data-key]")].find(
      (element) => element.dataset.key.split(" ").includes(name) && isVisible(element),
    );

  const press = (element) => {
    if (element instanceof HTMLDetailsElement) {
      element.open = !element.open;
    } else {
      element.click();
    }
    if (element instanceof HTMLInputElement) element.focus();
  };

  // A key acts only by itself: not while typing, not while a kanji is chosen, not when held down.
  const onKey = (event) => {
    if (event.isComposing || composing || event.keyCode === 229) return;
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (isTyping(target)) {
      if (event.key === "Escape") target.blur(); // the next one leaves the page
      return;
    }
    const actsItself = target.closest("a, button, summary, [type=radio], [type=checkbox]");
    const [name] = names(event);
    if (actsItself && (name === "Space" || (name === "Enter" && !target.matches("input")))) return;
    const element = forKey(name);
    if (!element) return;
    event.preventDefault();
    press(element);
  };

  // Enter that ends a composition must not submit; Safari sends it after compositionend.
  // Enter held down must not check an answer and then take the grade that is proposed.
  const onEnter = (event) => {
    if (event.key !== "Enter") return;
    const isHeld = event.repeat && !event.target.closest("textarea");
    if (isHeld || event.isComposing || composing || event.keyCode === 229) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  // What a voice should say: no marks that are for the eye, no buttons.
  const spoken = (part) => {
    const copy = part.cloneNode(true);
    for (const silent of copy.querySelectorAll("[aria-hidden], button")) silent.remove();
    return copy.textContent.trim();
  };

  const announcer = document.getElementById("announcer");

  const announce = (root) => {
    const texts = [...root.querySelectorAll("[data-announce]")].map(spoken);
    announcer.textContent = texts.join(" ").replace(/\s+/g, " ");
  };

  const showSymbols = (root) => {
    for (const row of root.querySelectorAll("[data-symbols]")) row.hidden = false;
  };

  // Someone new, or moved: say so when the browser's zone is not the one days are counted in.
  const compareZones = () => {
    const note = document.querySelector("[data-zone]");
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!note || !zone || zone === note.dataset.zone) return;
    note.querySelector("b").textContent = zone;
    note.hidden = false;
  };

  // Choosing more options than are wanted warns; choosing fewer may still become enough.
  const warnOfTooMany = (options) => {
    const warning = document.getElementById("too-many");
    if (!warning) return;
    warning.hidden = options.querySelectorAll("input:checked").length <= Number(options.dataset.most);
  };

  // The server's clock decides. This one shows it, says it now and then, and asks when it is over.
  const minutesSaid = [30, 10, 1];
  let clockStart = null;

  const startClock = () => {
    const clock = document.getElementById("clock");
    if (!clock) return;
    const minutes = Math.ceil(Number(clock.dataset.seconds) / 60);
    clockStart = { seconds: Number(clock.dataset.seconds), at: performance.now(), wall: Date.now(), minutes };
  };

  const tick = () => {
    const clock = document.getElementById("clock");
    if (!clock || !clockStart) return;
    // While a machine sleeps only the second of the two goes on.
    const passed = Math.max(performance.now() - clockStart.at, Date.now() - clockStart.wall);
    const left = clockStart.seconds - passed / 1000;
    const minutes = Math.max(0, Math.ceil(left / 60));
    if (minutes !== clockStart.minutes) {
      clockStart.minutes = minutes;
      clock.textContent = clock.dataset.minutes.replace("%(n)s", minutes);
      if (minutesSaid.includes(minutes)) announcer.textContent = clock.dataset.announceMinutes.replace("%(n)s", minutes);
    }
    if (left <= 0 && clock.closest(".desk-top")) {
      clockStart = null;
      window.location.assign(clock.dataset.end);
    }
  };

  const insertSymbol = (button) => {
    const input = document.getElementById(button.closest("[data-symbols]").dataset.symbols);
    const end = input.selectionStart + button.dataset.insert.length;
    input.setRangeText(button.dataset.insert, input.selectionStart, input.selectionEnd);
    input.setSelectionRange(end, end);
    input.focus();
  };

  // Every digit that makes a date changes it: one that is typed is saved when the field is left.
  let isDateTyped = false;

  const saveAtOnce = (field) => {
    const form = field.closest("form[data-save-at-once]");
    if (form) form.requestSubmit(); // which says what is wrong, where something is
  };

  const onFieldLeft = (event) => {
    if (event.target.type !== "date" || !isDateTyped) return;
    isDateTyped = false;
    saveAtOnce(event.target);
  };

  // A new card is seen from its top, and on a short window what matters in it all the same.
  const showFromTop = (region) => {
    window.scrollTo(0, 0);
    const typed = region.querySelector("#typed:not([readonly])");
    if (typed) typed.setSelectionRange(typed.value.length, typed.value.length);
    for (const part of [typed, region.querySelector(".hint:not([hidden])"), region.querySelector(".verdict")]) {
      if (part) part.scrollIntoView({ block: "nearest" });
    }
  };

  // One press, one request: a second press while the first is under way does nothing.
  const onSubmit = (event) => {
    const form = event.target;
    if (form.dataset.sent) event.preventDefault();
    else if (form.method === "post" && !form.hasAttribute("hx-post")) form.dataset.sent = "1";
  };

  document.addEventListener("compositionstart", () => { composing = true; });
  document.addEventListener("compositionend", () => setTimeout(() => { composing = false; }, 0));
  document.addEventListener("keydown", onEnter, true);
  document.addEventListener("keydown", onKey);
  document.addEventListener("keydown", (event) => { if (event.target.type === "date" && event.key !== "Tab") isDateTyped = true; });
  document.addEventListener("focusout", onFieldLeft);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (button) insertSymbol(button);
  });
  document.addEventListener("change", (event) => {
    if (event.target.type !== "date" || !isDateTyped) saveAtOnce(event.target);
    const options = event.target.closest("[data-most]");
    if (options) warnOfTooMany(options);
  });
  window.addEventListener("pageshow", (event) => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
    if (event.persisted) window.location.reload(); // its numbers are those of before
  });

  // htmx events are listened to here only.
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id === "was") return; // an answer was kept; nothing on the page has changed
    if (event.target.id === "said") for (const old of document.querySelectorAll("#settings-form .errorlist")) old.remove();
    announce(event.target);
    showSymbols(event.target);
    startClock();
    if (["session", "paper"].includes(event.target.id)) showFromTop(event.target);
  });
  const alarm = document.getElementById("alarm");
  document.addEventListener("htmx:sendError", () => { alarm.textContent = alarm.dataset.offline; });
  document.addEventListener("htmx:responseError", () => { alarm.textContent = alarm.dataset.refused; });
  document.addEventListener("htmx:beforeRequest", () => { alarm.textContent = ""; });
  showSymbols(document);
  compareZones();
  startClock();
  window.setInterval(tick, 1000);
})();
