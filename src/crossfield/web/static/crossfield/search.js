"use strict";
/* The search field of every page as a combobox: Ctrl or ⌘ and K, arrows, Enter, Esc; without it, Enter leads to a page. */
(function () {
  const form = document.querySelector("form.search");
  if (!form) { return; }
  const field = form.querySelector("input");
  const list = form.querySelector(".found");
  const said = form.querySelector("[role=status]");
  let place = -1;
  let waiting = 0;
  let newest = 0;

  field.setAttribute("role", "combobox");
  field.setAttribute("aria-expanded", "false");
  field.setAttribute("aria-controls", list.id);
  field.setAttribute("aria-autocomplete", "list");

  function options() { return Array.from(list.querySelectorAll("[role=option]")); }

  function close() {
    list.hidden = true;
    place = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function choose(next) {
    const all = options();
    if (!all.length) { return; }
    place = (next + all.length) % all.length;
    all.forEach(function (one, index) { one.setAttribute("aria-selected", index === place ? "true" : "false"); });
    field.setAttribute("aria-activedescendant", all[place].id);
    all[place].scrollIntoView({ block: "nearest" });
  }

  function open(text) {
    list.innerHTML = text;
    list.hidden = false;
    place = -1;
    field.setAttribute("aria-expanded", "true");
    field.removeAttribute("aria-activedescendant");
    said.textContent = said.dataset.said.replace("0", String(options().length - 1));
  }

  function ask() {
    const wanted = field.value.trim();
    newest += 1;
    const mine = newest;
    if (wanted.length < 2) { close(); return; }
    fetch(form.dataset.list + "?q=" + encodeURIComponent(wanted), { credentials: "same-origin" }).then(function (answer) {
      return answer.ok ? answer.text() : null;
    }).then(function (text) {
      if (text !== null && mine === newest && document.activeElement === field) { open(text); }
    }).catch(function () { close(); });
  }

  field.addEventListener("input", function () {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(ask, 150);
  });
  field.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) { ask(); } else { choose(place + (event.key === "ArrowDown" ? 1 : place < 0 ? 0 : -1)); }
    } else if (event.key === "Enter" && !list.hidden && place >= 0) {
      event.preventDefault();
      window.location.assign(options()[place].dataset.address);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  field.addEventListener("blur", function () { newest += 1; close(); });
  list.addEventListener("mousedown", function (event) {
    const one = event.target.closest("[role=option]");
    event.preventDefault();
    if (one) { window.location.assign(one.dataset.address); }
  });
  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });
}());
