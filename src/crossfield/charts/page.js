(function () {
  "use strict";
  const drawing = /*DRAWING*/ null;
  const place = document.getElementById("live");
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const page = document.documentElement;
  let shown = null;

  function draw() {
    const options = {
      mode: "vega-lite", ast: true, defaultStyle: false, tooltip: { disableDefaultStyle: true },
      actions: false, renderer: "svg", config: dark.matches ? drawing.dark : drawing.light,
    };
    window.vegaEmbed(place, drawing.spec, options).then(function (result) {
      if (shown) { shown.finalize(); }
      shown = result;
      const picture = place.querySelector("svg");
      picture.setAttribute("viewBox", picture.getAttribute("viewBox") || "0 0 " + picture.width.baseVal.value + " " + picture.height.baseVal.value);
      page.classList.add("live");
    }, function () {
      page.classList.remove("live");
    });
  }

  if (window.vegaEmbed) {
    draw();
    dark.addEventListener("change", draw);
  }
})();
