// Keeps what is left until a deadline fresh: <time data-time-left datetime="…">. The steps are those of times.py.
(() => {
  "use strict";
  const MINUTE = 60000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
  const { words, word } = window.alongside;
  const skew = words.now ? new Date(words.now) - Date.now() : 0;
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: words.zone || undefined, year: "numeric", month: "2-digit", day: "2-digit",
    hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  });
  const local = (moment) => Object.fromEntries(parts.formatToParts(moment).map((part) => [part.type, part.value]));
  const dayNumber = (moment) => Math.floor(Date.UTC(...((p) => [+p.year, p.month - 1, +p.day])(local(moment))) / DAY);
  const days = (count) => word(count === 1 ? "day" : "days", count);

  const span = (length) => {
    const minutes = Math.floor(length / MINUTE), hours = Math.floor(minutes / 60);
    if (hours >= 24) return days(Math.floor(hours / 24));
    if (hours && minutes % 60) return word("hours_minutes", hours, minutes % 60);
    return hours ? word("hours", hours) : word("minutes", minutes);
  };

  const said = (due, now, soonHours) => {
    const left = due - now;
    if (left < 0) return ["late", word("late", span(-left))];
    if (left < soonHours * HOUR) return ["soon", word("left", span(left))];
    const apart = dayNumber(due) - dayNumber(now);
    if (apart === 0) return ["plain", word("left", word("hours", Math.floor(left / HOUR)))];
    if (apart === 1) return ["plain", word("tomorrow", `${local(due).hour}:${local(due).minute}`)];
    if (apart < 7) return ["plain", days(apart)];
    return null; // a date does not age
  };

  const refresh = () => {
    const now = Date.now() + skew;
    document.querySelectorAll("time[data-time-left]").forEach((time) => {
      const fresh = said(new Date(time.dateTime), now, Number(time.dataset.soonHours));
      if (!fresh) return;
      const [tone, text] = fresh, shown = time.querySelector("span");
      if (shown.textContent === text) return;
      shown.textContent = text;
      time.classList.remove("tone-plain", "tone-soon", "tone-late");
      time.classList.add(`tone-${tone}`);
    });
  };
  window.alongside.timeLeft = said;
  setInterval(refresh, MINUTE / 2);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
})();
