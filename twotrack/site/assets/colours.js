// Applies the reader's choice of colours before anything is painted. Without it the system's choice applies.
"use strict";

try {
  const choice = localStorage.getItem("twotrack.colours");
  if (choice === "light" || choice === "dark") document.documentElement.dataset.colours = choice;
} catch {
  // Storage is refused: the system's choice applies.
}
