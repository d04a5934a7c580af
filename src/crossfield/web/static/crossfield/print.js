"use strict";
/* A button for those who have no Ctrl+P; without script the browser's own menu prints. */
(function () {
  document.querySelectorAll("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { window.print(); });
  });
}());
