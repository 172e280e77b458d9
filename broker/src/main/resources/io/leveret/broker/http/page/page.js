/** The frame: who is logged in, which page is shown, and its refreshing. */
import * as api from "./api.js";
import { overview, queues, connections, exchanges, users } from "./views.js";

const EVERY = 3000;
const VIEWS = { overview, queues, connections, exchanges, users };
const by = (id) => document.getElementById(id);

let user;
let current;
let timer;
let round = 0;

/** What views are given: words to the person, and a look out of turn. */
const frame = {
  say(text, bad) {
    const line = document.createElement("p");
    line.textContent = text;
    line.className = bad ? "bad" : "";
    by("notice").replaceChildren(line);
    clearTimeout(frame.saying);
    frame.saying = setTimeout(() => by("notice").replaceChildren(), bad ? 12000 : 5000);
  },
  /** Does it, says how it went, and shows what came of it. */
  async act(action, done) {
    try {
      await action();
      frame.say(done);
    } catch (problem) {
      frame.say(problem.message, true);
    }
    await refresh();
  },
  administrator: () => user.tags.includes("administrator"),
  mayClose: (owner) => frame.administrator() || owner === user.name,
  refresh: () => refresh(),
};

/** Puts new content in place of the old, and the focus back where it was. */
frame.swap = (region, ...content) => {
  const key = region.contains(document.activeElement) && document.activeElement.dataset.key;
  region.replaceChildren(...content);
  if (key) region.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
};

function showLogin(wrong = "") {
  clearTimeout(timer);
  current = undefined;
  by("top").hidden = true;
  by("view").replaceChildren();
  by("login").hidden = false;
  by("wrong").textContent = wrong;
  by("login").user.focus();
}

async function open() {
  try {
    user = await api.get("api/whoami");
  } catch (problem) {
    api.leave();
    showLogin(problem.message);
    return;
  }
  api.remember();
  by("login").hidden = true;
  by("login").reset();
  by("top").hidden = false;
  by("who").textContent = user.name;
  by("users-page").hidden = !frame.administrator();
  show();
}

function show() {
  if (!user || !api.known()) return;
  const [name, ...rest] = location.hash.replace(/^#\/?/, "").split("/");
  const page = VIEWS[name] ? name : "overview";
  for (const link of by("pages").children) {
    if (link.hash === "#/" + page) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = page[0].toUpperCase() + page.slice(1) + " – Leveret";
  by("view").replaceChildren();
  current = VIEWS[page](by("view"), frame, rest.map(decodeURIComponent));
  refresh();
}

async function refresh() {
  clearTimeout(timer);
  const mine = ++round;
  const view = current;
  try {
    await view?.refresh();
    by("freshness").className = "";
    by("freshness").title = "up to date";
  } catch (problem) {
    if (problem.status === 401) {
      api.leave();
      showLogin("Your login is not good any more. " + problem.message);
      return;
    }
    by("freshness").className = "stale";
    by("freshness").title = problem.message;
    frame.say(problem.message, true);
  }
  if (mine === round && view) timer = setTimeout(() => (document.hidden ? undefined : refresh()), EVERY);
}

by("login").addEventListener("submit", (event) => {
  event.preventDefault();
  api.enter(by("login").user.value, by("login").password.value);
  open();
});
by("leave").addEventListener("click", () => {
  api.leave();
  showLogin();
});
addEventListener("hashchange", show);
document.addEventListener("visibilitychange", () => !document.hidden && current && refresh());

if (api.known()) open();
else showLogin();
