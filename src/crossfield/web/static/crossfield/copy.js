"use strict";
/* "Copy table" and "copy picture" into Word, PowerPoint and spreadsheets, hidden where the browser has no clipboard;
   parts of a draft into webmail, everywhere. */
(function () {
  const buttons = Array.from(document.querySelectorAll("button.copy"));
  if (!buttons.length) { return; }
  const status = document.createElement("div");  // what a screen reader says of it: the button's own name may be another
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  document.querySelector("main").appendChild(status);

  function tell(button, text) {
    const before = button.dataset.label || button.textContent;
    button.dataset.label = before;
    button.textContent = text;
    status.textContent = text;
    window.setTimeout(function () { button.textContent = before; }, 2500);
  }

  function cells(row) {
    return Array.from(row.children).map(function (cell) { return cell.textContent.trim().replace(/\s+/g, " "); });
  }

  function escaped(text) {
    return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  }

  function table(section) {
    const tables = Array.from(section.querySelectorAll("table"));
    const rows = [cells(tables[0].tHead.rows[0])];
    tables.forEach(function (one) { Array.from(one.tBodies[0].rows).forEach(function (row) { rows.push(cells(row)); }); });
    const plain = rows.map(function (row) { return row.join("\t"); }).join("\n");
    const html = "<table>" + rows.map(function (row, place) {
      const tag = place ? "td" : "th";
      return "<tr>" + row.map(function (text) { return "<" + tag + ">" + escaped(text) + "</" + tag + ">"; }).join("") + "</tr>";
    }).join("") + "</table>";
    return {
      "text/plain": new Blob([plain], { type: "text/plain" }),
      "text/html": new Blob([html], { type: "text/html" }),
    };
  }

  /* Without a certificate a browser has no clipboard; then the text is marked and copied as by hand. */
  function copied(text) {
    if (navigator.clipboard) { return navigator.clipboard.writeText(text); }
    const box = document.createElement("textarea");
    box.value = text;
    box.className = "visually-hidden";
    document.body.appendChild(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("not copied"));
  }

  buttons.forEach(function (button) {
    if (button.dataset.text === undefined) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      copied(button.dataset.text).then(function () {
        tell(button, button.dataset.done);
      }).catch(function () { tell(button, button.dataset.failed); }).then(function () { button.focus(); });
    });
  });

  if (!navigator.clipboard || !window.ClipboardItem) { return; }
  buttons.forEach(function (button) {
    if (button.dataset.text !== undefined) { return; }
    button.hidden = false;
    button.addEventListener("click", function () {
      const picture = button.dataset.picture;
      const item = picture
        ? { "image/png": fetch(picture, { credentials: "same-origin" }).then(function (answer) { return answer.blob(); }) }
        : table(button.closest("section"));
      navigator.clipboard.write([new ClipboardItem(item)]).then(function () {
        tell(button, button.dataset.done);
      }).catch(function () { tell(button, button.dataset.failed); });
    });
  });
}());
