"use strict";
/* Sends a large file in pieces, so that a broken connection costs one piece; without it the form sends the file whole. */
document.querySelectorAll("form.receive").forEach(function (form) {
  const PIECE = 8 * 1024 * 1024;
  const TRIES = 5;
  const field = form.querySelector("input[type=file]");
  const bar = form.querySelector("progress");
  const said = form.querySelector(".said");
  const button = form.querySelector("button");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;

  function say(text) { said.textContent = text; }

  function post(address, body, tries) {
    return fetch(address, { method: "POST", body: body, credentials: "same-origin", headers: { "X-CSRFToken": token } })
      .catch(function (error) {
        if (tries < 1) { throw error; }
        return new Promise(function (wait) { setTimeout(wait, 2000); }).then(function () {
          return post(address, body, tries - 1);
        });
      });
  }

  function refuse(message) {
    say(message || form.dataset.failed);
    bar.hidden = true;
    button.disabled = false;
  }

  function send(file, begun, at, last) {
    const done = Math.round(100 * at / file.size);
    bar.value = done;
    if (done >= last + 10 || at === 0) {
      last = done;
      say((at / 1e6).toFixed(0) + " / " + (file.size / 1e6).toFixed(0) + " " + form.dataset.sent);
    }
    if (at >= file.size) { window.location.assign(begun.page); return; }
    const piece = new Blob([file.slice(at, at + PIECE)], { type: "application/octet-stream" });
    post(begun.pieces + "?at=" + at, piece, TRIES).then(function (answer) {
      return answer.json();
    }).then(function (got) {
      if (typeof got.at !== "number" || got.at <= at) { refuse(got.message); return; }
      send(file, begun, got.at, last);
    }).catch(function () { refuse(); });
  }

  if (form.dataset.begin) { form.addEventListener("submit", function (event) {
    const file = field.files[0];
    if (!file) { return; }
    event.preventDefault();
    button.disabled = true;
    bar.hidden = false;
    const asked = new FormData();
    asked.set("name", file.name);
    asked.set("size", file.size);
    asked.set("source", form.querySelector("[name=source]").value);
    post(form.dataset.begin, asked, TRIES).then(function (answer) {
      return answer.json();
    }).then(function (begun) {
      if (begun.pieces) { send(file, begun, begun.at, -10); } else { refuse(begun.message); }
    }).catch(function () { refuse(); });
  }); }

  form.addEventListener("dragover", function (event) { event.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", function () { form.classList.remove("over"); });
  form.addEventListener("drop", function (event) {
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files.length) {
      field.files = event.dataTransfer.files;
      field.focus();
    }
  });
});
