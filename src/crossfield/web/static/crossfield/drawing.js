"use strict";
/* Draws the figures of a page where there is room for them; the table and the ranked list say the same without it. */
const begun = new WeakSet();

function begin(figure) {
  if (begun.has(figure)) { return; }
  begun.add(figure);
  const canvas = figure.querySelector(".canvas");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const wide = window.matchMedia("(min-width: 820px)");
  let drawing = null;
  let shown = null;

  function draw() {
    if (!drawing || !window.vegaEmbed) { return; }
    const options = {
      mode: "vega-lite", ast: true, defaultStyle: false, tooltip: { disableDefaultStyle: true },
      actions: false, renderer: "svg", config: dark.matches ? drawing.dark : drawing.light,
    };
    window.vegaEmbed(canvas, drawing.spec, options).then(function (result) {
      if (shown) { shown.finalize(); }
      shown = result;
      const picture = canvas.querySelector("svg");
      if (!picture.getAttribute("viewBox")) {
        picture.setAttribute("viewBox", "0 0 " + picture.width.baseVal.value + " " + picture.height.baseVal.value);
      }
      result.view.addEventListener("click", function (_event, item) {
        if (item && item.datum && item.datum.address) {
          window.location.assign(item.datum.address);
        } else if (figure.dataset.open && item && item.datum && item.datum.row && item.datum.column) {
          const pair = [item.datum.row, item.datum.column].sort().map(encodeURIComponent);
          window.location.assign(figure.dataset.open.replace("FIELD_A", pair[0]).replace("FIELD_B", pair[1]));
        }
      });
      figure.classList.add("drawn");
    });
  }

  function load() {
    if (!wide.matches || drawing) { return; }
    fetch(figure.dataset.drawing, { credentials: "same-origin" }).then(function (answer) {
      return answer.ok ? answer.json() : null;
    }).then(function (found) {
      drawing = found;
      draw();
    });
  }

  function stop() {
    wide.removeEventListener("change", load);
    dark.removeEventListener("change", again);
  }

  function again() { if (figure.isConnected) { draw(); } else { stop(); } }

  load();
  wide.addEventListener("change", load);
  dark.addEventListener("change", again);
}

function beginAll() { document.querySelectorAll("figure.drawing").forEach(begin); }

beginAll();
document.addEventListener("htmx:afterSettle", beginAll);
