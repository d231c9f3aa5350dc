// The screen of the waiting room calls out who is next; a visitor's phone rings its title and trembles when it is their turn.
(() => {
  "use strict";
  const voice = document.querySelector("[data-voice]");
  const canSpeak = "speechSynthesis" in window;
  let isLoud = false;
  let last = document.querySelector("[data-newest]")?.dataset.newest || "";
  let turn = document.querySelector("[data-turn]")?.dataset.turn || "";

  const speak = (words) => {
    if (!isLoud || !words) return;
    const said = new SpeechSynthesisUtterance(words.replace(/([A-Z])(\d+)/, (_all, letter, number) => `${letter} ${[...number].join(" ")}`));
    said.lang = document.documentElement.lang.startsWith("zh") ? "zh-CN" : "en";
    said.rate = 0.9;
    window.speechSynthesis.speak(said);
  };
  if (voice && canSpeak) {
    voice.hidden = false;
    // Browsers let a page speak only after somebody has pressed something on it.
    voice.addEventListener("click", () => {
      isLoud = !isLoud;
      voice.setAttribute("aria-pressed", String(isLoud));
      if (isLoud) speak(document.querySelector("[data-newest]")?.dataset.say);
      else window.speechSynthesis.cancel();
    });
  }
  // The tablet is the next visitor's after a while in which nobody touched it.
  const home = document.querySelector("[data-return]");
  if (home) {
    let timer = 0;
    const wait = () => { clearTimeout(timer); timer = setTimeout(() => home.click(), Number(home.dataset.return) * 1000); };
    ["pointerdown", "keydown"].forEach((one) => document.addEventListener(one, wait));
    wait();
  }
  document.addEventListener("htmx:afterSwap", () => {
    const board = document.querySelector("[data-newest]");
    if (board && board.dataset.newest !== last) {
      last = board.dataset.newest;
      speak(board.dataset.say);
    }
    const mine = document.querySelector("[data-turn]");
    if (mine) {
      document.title = mine.dataset.title;
      if (mine.dataset.turn && mine.dataset.turn !== turn && navigator.vibrate) navigator.vibrate([300, 150, 300]);
      turn = mine.dataset.turn;
    }
  });
})();
