// Shows the document that is chosen. Only documents beside this page: nothing is sent to any server.
"use strict";

const choice = document.getElementById("bundle");

function show(url) {
  window.SwaggerUIBundle({
    url,
    dom_id: "#viewer",
    deepLinking: true,
    defaultModelsExpandDepth: 0,
    docExpansion: "list",
    supportedSubmitMethods: [],
    validatorUrl: null,
  });
}

// Swagger UI has dark colours of its own, under this class.
const dark = window.matchMedia("(prefers-color-scheme: dark)");

function paint() {
  document.documentElement.classList.toggle("dark-mode", dark.matches);
}

paint();
dark.addEventListener("change", paint);
choice.addEventListener("change", () => show(choice.value));
show(choice.value);
