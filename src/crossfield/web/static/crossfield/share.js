"use strict";
/* A shared page: rows are narrowed by what is typed; without it, all are shown. */
(function () {
  const tool = document.querySelector(".tool");
  const field = tool.querySelector("input");
  const said = tool.querySelector("[role=status]");
  const rows = Array.from(document.querySelectorAll("tbody tr"));
  if (rows.length < 6) { return; }
  tool.hidden = false;
  field.addEventListener("input", function () {
    const wanted = field.value.trim().toLowerCase();
    let shown = 0;
    rows.forEach(function (row) {
      row.hidden = wanted !== "" && row.textContent.toLowerCase().indexOf(wanted) < 0;
      if (!row.hidden) { shown += 1; }
    });
    said.textContent = shown + " / " + rows.length;
  });
}());
