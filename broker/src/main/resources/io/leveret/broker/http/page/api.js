/** The API, and who asks it. The password lives as long as the tab. */
const KEY = "leveret.authorization";
let authorization = sessionStorage.getItem(KEY) || "";

export class Problem extends Error {
  constructor(status, reason) {
    super(reason);
    this.status = status;
  }
}

export const known = () => authorization !== "";

export function enter(user, password) {
  const bytes = new TextEncoder().encode(user + ":" + password);
  authorization = "Basic " + btoa(String.fromCharCode(...bytes));
}

export const remember = () => sessionStorage.setItem(KEY, authorization);

export function leave() {
  authorization = "";
  sessionStorage.removeItem(KEY);
}

/** A path from its parts, so that a slash in a name stays in the name. */
export const path = (...parts) => "api/" + parts.map(encodeURIComponent).join("/");

export const get = (what) => ask("GET", what);
export const put = (what, body) => ask("PUT", what, body);
export const remove = (what, headers) => ask("DELETE", what, undefined, headers);

async function ask(method, what, body, headers = {}) {
  let response;
  try {
    response = await fetch(what, {
      method,
      headers: { ...headers, authorization, ...(body && { "content-type": "application/json" }) },
      body: body && JSON.stringify(body),
      // With the browser's own credentials left out, a refusal is answered here and not by its dialogue.
      credentials: "omit",
      cache: "no-store",
    });
  } catch (unreachable) {
    throw new Problem(0, "The broker does not answer. Is it running?");
  }
  const text = await response.text();
  if (response.ok) return text && JSON.parse(text);
  let reason = response.status + " " + response.statusText;
  try {
    reason = JSON.parse(text).reason;
  } catch (notJson) {
    // the status has to do
  }
  throw new Problem(response.status, reason);
}
