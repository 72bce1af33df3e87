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

choice.addEventListener("change", () => show(choice.value));
show(choice.value);
