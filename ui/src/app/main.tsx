// Starts the window. The texts of its language come first: every screen keeps its part of them when it is loaded.

import { windowLanguage } from "../shared/language";
import { speak } from "../shared/texts";
import "../shared/base.css";

const language = windowLanguage();
document.documentElement.lang = language;
const spoken = language === "de" ? import("../shared/texts/de").then((catalogue) => speak(catalogue.german)) : Promise.resolve();
void spoken
  .then(() => import("./start"))
  .then(({ start }) => {
    const root = document.getElementById("root");
    if (root) start(root);
  });
