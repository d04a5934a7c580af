"use strict";
/* "Copy table" and "copy picture" into Word, PowerPoint and spreadsheets; hidden where the browser has no clipboard. */
(function () {
  if (!navigator.clipboard || !window.ClipboardItem) { return; }

  function tell(button, text) {
    const before = button.dataset.label || button.textContent;
    button.dataset.label = before;
    button.textContent = text;
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

  document.querySelectorAll("button.copy").forEach(function (button) {
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
