/** Elements from data. Text is only ever set as text: a queue may be called anything. */
export function el(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== false));
  return element;
}

const counts = new Intl.NumberFormat("en");
export const count = (n) => counts.format(n).replaceAll(",", "\u202f");

export function rate(perSecond) {
  if (perSecond === undefined) return "–";
  return (perSecond >= 100 || perSecond === 0 ? count(Math.round(perSecond)) : perSecond.toFixed(1)) + "/s";
}

export function bytes(n) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (n >= 1024 && unit < units.length - 1) {
    n /= 1024;
    unit++;
  }
  return (unit && n < 100 ? n.toFixed(1) : Math.round(n)) + " " + units[unit];
}

export function span(milliseconds) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const [d, h, m] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
  if (d) return `${d} d ${h} h`;
  if (h) return `${h} h ${m} min`;
  return m ? `${m} min` : `${seconds} s`;
}

const SVG = "http://www.w3.org/2000/svg";

/** A small chart of what a figure was in the last minutes. */
export function curve(values, label) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 100 40");
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  if (values.length < 2) return svg;
  const top = Math.max(1, ...values) * 1.15;
  const points = values.map((v, i) => `${((i * 100) / (values.length - 1)).toFixed(2)},${(39 - (v / top) * 38).toFixed(2)}`);
  for (const [kind, d] of [["area", `M0,40 L${points.join(" L")} L100,40 Z`], ["line", `M${points.join(" L")}`]]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", kind);
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
}

/** A table; each column has a label, a cell and perhaps what to sort by. */
export function table(columns, rows, { sort, reverse, onsort, empty, label }) {
  if (!rows.length) return el("p.empty", {}, empty);
  const head = columns.map((column) => {
    const sorted = column.sort && column.sort === sort;
    const title = column.label + (sorted ? (reverse ? " ↓" : " ↑") : "");
    return el(
      column.number ? "th.n" : "th",
      { scope: "col", "aria-sort": sorted ? (reverse ? "descending" : "ascending") : undefined },
      column.sort ? el("button", { type: "button", "data-key": "sort " + column.sort, onclick: () => onsort(column.sort) }, title) : title,
    );
  });
  const body = rows.map((row) =>
    el("tr", {}, columns.map((column) => {
      const kind = column.kind ? "." + column.kind : column.number ? ".n" : "";
      return el("td" + kind, { "data-label": column.label || undefined }, column.cell(row));
    })),
  );
  return el("div.scroll", {}, el("table", { "aria-label": label }, el("thead", {}, el("tr", {}, head)), el("tbody", {}, body)));
}

/** Asks before something is done. Resolves to the reason that was given, or to undefined. */
export function confirm(title, text, yes, withReason) {
  const dialog = document.getElementById("dialog");
  const form = dialog.querySelector("form");
  document.getElementById("dialog-title").textContent = title;
  document.getElementById("dialog-text").textContent = text;
  document.getElementById("dialog-yes").textContent = yes;
  document.getElementById("dialog-field").hidden = !withReason;
  form.reason.value = "";
  dialog.returnValue = "no";
  dialog.showModal();
  if (withReason) form.reason.focus();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes" ? form.reason.value : undefined), { once: true }),
  );
}
