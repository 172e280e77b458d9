/** The pages: each builds what stays, and answers with how to refresh what changes. */
import * as api from "./api.js";
import { bytes, confirm, count, curve, el, rate, span, table } from "./dom.js";

/** Samples of the counters: what they grew by between two is the rate. They outlive a change of page. */
const samples = [];
const KEPT = 60;
const COUNTERS = [["publish", "Published"], ["deliver_get", "Delivered"], ["ack", "Acknowledged"]];

function sample(stats) {
  const last = samples[samples.length - 1];
  const now = { at: performance.now(), stats };
  // The broker was started anew: what was counted before tells nothing.
  if (last && stats.publish < last.stats.publish) samples.length = 0;
  if (last && now.at - last.at < 500) return;
  samples.push(now);
  if (samples.length > KEPT + 1) samples.shift();
}

const ratesOf = (counter) =>
  samples.slice(1).map((s, i) => ((s.stats[counter] - samples[i].stats[counter]) * 1000) / (s.at - samples[i].at));

// ---- overview

export function overview(view, frame) {
  const region = el("div.stack");
  view.append(region);
  return {
    async refresh() {
      const [all, hosts] = await Promise.all([api.get("api/overview"), api.get("api/vhosts")]);
      sample(all.message_stats);
      frame.swap(
        region,
        el("div.bar", {}, el("h1", {}, "Overview"), el("span.hint", {}, `Leveret ${all.leveret_version} · up ${span(all.uptime)}`)),
        ...(all.alarms.length ? [el("p.alarm", { role: "alert" }, `Publishers wait: ${all.alarms.join(", ")}.`)] : []),
        el("div.tiles", {}, tiles(all)),
        el("div.rates", {}, COUNTERS.map(([counter, label]) => chart(counter, label))),
        el("div.pair", {}, memory(all), doors(all)),
        virtualHosts(hosts, frame),
      );
    },
  };
}

function tiles(all) {
  const messages = all.queue_totals;
  const tile = (label, n, { mark, link } = {}) =>
    el(link ? "a.tile" : "div.tile", { href: link, "data-key": "tile " + label }, el("span", {}, mark && el("i." + mark), label), el("b", {}, count(n)));
  return [
    tile("Ready", messages.messages_ready, { mark: "i-ready", link: "#/queues" }),
    tile("Unacked", messages.messages_unacknowledged, { mark: "i-out", link: "#/queues" }),
    tile("Delayed", messages.messages_delayed, { mark: "i-later" }),
    tile("Connections", all.object_totals.connections, { link: "#/connections" }),
    tile("Channels", all.object_totals.channels),
    tile("Consumers", all.object_totals.consumers),
    tile("Queues", all.object_totals.queues, { link: "#/queues" }),
    tile("Exchanges", all.object_totals.exchanges, { link: "#/exchanges" }),
  ];
}

function chart(counter, label) {
  const rates = ratesOf(counter);
  const now = rates[rates.length - 1];
  return el("div.rate", {}, el("p", {}, label, el("b", {}, rate(now))), curve(rates, `${label}, ${rate(now)} now`));
}

function memory({ memory: m, queue_totals: totals }) {
  const share = m.messages_used / m.messages_budget;
  return el("section.card", {},
    el("h2", {}, "Memory"),
    el("dl", {},
      el("dt", {}, "Messages"),
      el("dd", {}, `${bytes(m.messages_used)} of ${bytes(m.messages_budget)}`,
        el("meter", { value: Math.min(1, share), high: 0.9, max: 1, "aria-label": "Memory that messages take" })),
      el("dt", {}, "Heap"),
      el("dd", {}, `${bytes(m.heap_used)} of ${bytes(m.heap_max)}`,
        el("meter", { value: m.heap_used, max: m.heap_max, "aria-label": "Heap in use" })),
      el("dt", {}, "Ready bodies"),
      el("dd", {}, bytes(totals.message_bytes_ready))));
}

function doors(all) {
  const names = { amqp: "AMQP", amqps: "AMQP over TLS", http: "Management" };
  const where = (door) => {
    const any = /^[0:.]*$/.test(door.ip_address);
    return `port ${door.port} ${any ? "on every address" : "on " + door.ip_address}`;
  };
  return el("section.card", {},
    el("h2", {}, "Listeners"),
    el("dl", {}, all.listeners.flatMap((door) => [el("dt", {}, names[door.protocol] ?? door.protocol), el("dd", {}, where(door))]),
      el("dt", {}, "Greets as"), el("dd", {}, `${all.product_name} ${all.product_version}`),
      el("dt", {}, "Java"), el("dd", {}, all.java_version)));
}

function virtualHosts(hosts, frame) {
  const trace = (host) =>
    frame.act(
      () => api.put(api.path("trace", host.name), { on: !host.tracing }),
      `Tracing of ${host.name} is ${host.tracing ? "off" : "on"}.`,
    );
  const columns = [
    { label: "Name", kind: "name", cell: (h) => h.name },
    { label: "Queues", number: true, cell: (h) => count(h.queues) },
    { label: "Ready", number: true, cell: (h) => count(h.messages_ready) },
    { label: "Unacknowledged", number: true, cell: (h) => count(h.messages_unacknowledged) },
    { label: "Connections", number: true, cell: (h) => count(h.connections) },
    { label: "Tracing", cell: (h) => (h.tracing ? el("span.tag.good", {}, "on") : "off") },
  ];
  if (frame.administrator()) {
    columns.push({
      label: "", kind: "acts",
      cell: (h) => el("button.small", { type: "button", "data-key": "trace " + h.name, onclick: () => trace(h),
        title: "A copy of each message goes to the exchange amq.rabbitmq.trace" }, h.tracing ? "Stop tracing" : "Trace"),
    });
  }
  return el("section.card", {}, el("h2", {}, "Virtual hosts"),
    table(columns, hosts, { empty: "You have no permissions in any virtual host.", label: "Virtual hosts" }));
}

// ---- lists in pages

/** A list with a search, a choice of virtual host, an order and pages. */
function listing(view, frame, { title, what, columns, first, empty, after, perHost = true, more }) {
  const state = { page: 1, sort: first, reverse: false, host: "", name: "" };
  let typing;
  const search = el("input", {
    type: "search", placeholder: "Search by name", "aria-label": "Search by name",
    oninput: () => {
      clearTimeout(typing);
      typing = setTimeout(() => go({ name: search.value, page: 1 }), 250);
    },
  });
  const hosts = el("select", { "aria-label": "Virtual host", onchange: () => go({ host: hosts.value, page: 1 }) });
  hosts.hidden = true;
  // On a phone a table has no head to click at.
  const order = el("select.order", { "aria-label": "Sort by", onchange: () => go({ sort: order.value, reverse: order.value !== first, page: 1 }) },
    columns.filter((column) => column.sort).map((column) => el("option", { value: column.sort }, "By " + column.label.toLowerCase())));
  const region = el("div");
  view.append(el("section.card", {}, el("div.bar", {}, el("h1", {}, title), order, hosts, search), region));
  if (more) view.append(more);
  const go = (change) => {
    Object.assign(state, change);
    frame.refresh();
  };
  const onsort = (sort) => go({ sort, reverse: sort === state.sort ? !state.reverse : false, page: 1 });

  async function readHosts() {
    if (!perHost || hosts.options.length) return;
    const names = (await api.get("api/vhosts")).map((host) => host.name);
    hosts.append(el("option", { value: "" }, "All virtual hosts"), ...names.map((name) => el("option", { value: name }, name)));
    hosts.hidden = names.length < 2;
  }

  async function read() {
    const query = new URLSearchParams({ page: state.page, page_size: 50, sort: state.sort, sort_reverse: state.reverse, name: state.name });
    const base = state.host === "" ? "api/" + what : what === "connections" ? api.path("vhosts", state.host, what) : api.path(what, state.host);
    try {
      return await api.get(base + "?" + query);
    } catch (problem) {
      if (problem.status !== 400 || state.page === 1) throw problem;
      // There is less by now than there was.
      state.page = 1;
      return read();
    }
  }

  return {
    async refresh() {
      await readHosts();
      const list = await read();
      const shown = columns.filter((column) => !column.when || column.when(hosts.options.length > 2));
      const rows = after ? await after(list.items) : list.items;
      frame.swap(region,
        table(shown, rows, { ...state, onsort, label: title, empty: state.name ? `Nothing is called like “${state.name}”.` : empty }),
        pager(list, state, go));
    },
  };
}

function pager(list, state, go) {
  const from = (list.page - 1) * list.page_size;
  const to = from + list.item_count;
  if (list.page_count === 1) return el("div.pager", {}, list.item_count ? `${count(list.item_count)} in all` : "");
  return el("div.pager", {}, `${count(from + 1)} to ${count(to)} of ${count(list.filtered_count)}`,
    el("button", { type: "button", "data-key": "previous", disabled: list.page === 1, onclick: () => go({ page: state.page - 1 }) }, "Previous"),
    el("button", { type: "button", "data-key": "next", disabled: list.page === list.page_count, onclick: () => go({ page: state.page + 1 }) }, "Next"));
}

const several = (hosts) => hosts;
const hostColumn = { label: "Virtual host", when: several, sort: "vhost", cell: (row) => row.vhost };

function traits(thing) {
  const tags = [];
  if (thing.type && thing.type !== "classic" && !("internal" in thing)) tags.push(el("span.tag", {}, thing.type));
  if (thing.durable) tags.push(el("span.tag", {}, "durable"));
  if (thing.exclusive) tags.push(el("span.tag", {}, "exclusive"));
  if (thing.auto_delete) tags.push(el("span.tag", {}, "auto-delete"));
  if (thing.internal) tags.push(el("span.tag", {}, "internal"));
  for (const [name, value] of Object.entries(thing.arguments)) {
    if (name === "x-queue-type") continue;
    const text = `${name}: ${value === "" || typeof value === "object" ? JSON.stringify(value) : value}`;
    tags.push(el("span.tag", { title: text }, text));
  }
  return tags;
}

// ---- queues

export function queues(view, frame) {
  const before = new Map();
  const ask = async (queue, verb, path, text) => {
    const sure = await confirm(`${verb} “${queue.name}”?`, text, verb, false);
    if (sure !== undefined) await frame.act(() => api.remove(path), verb === "Purge" ? `“${queue.name}” is empty.` : `“${queue.name}” is deleted.`);
  };
  const held = (n) => (n === 1 ? "1 message is" : `${count(n)} messages are`);
  const actions = (queue) => [
    el("button.small", { type: "button", "data-key": "purge " + queue.vhost + queue.name, disabled: !queue.messages_ready, title: "Throw away what is ready",
      onclick: () => ask(queue, "Purge", api.path("queues", queue.vhost, queue.name, "contents"), `${held(queue.messages_ready)} thrown away. What is out for delivery stays.`) }, "Purge"),
    el("button.small.danger", { type: "button", "data-key": "delete " + queue.vhost + queue.name,
      onclick: () => ask(queue, "Delete", api.path("queues", queue.vhost, queue.name), `The queue goes, with its bindings; ${held(queue.messages)} thrown away.`) }, "Delete"),
  ];
  return listing(view, frame, {
    title: "Queues", what: "queues", first: "name", empty: "There are no queues yet. They appear as soon as a client declares them.",
    after: (items) => withRates(items, before),
    columns: [
      { label: "Name", kind: "name", sort: "name", cell: (q) => [q.name, el("div.traits", {}, traits(q))] },
      hostColumn,
      { label: "Ready", number: true, sort: "messages_ready", cell: (q) => count(q.messages_ready) },
      { label: "Unacked", number: true, sort: "messages_unacknowledged", cell: (q) => count(q.messages_unacknowledged) },
      { label: "In", number: true, sort: "message_stats.publish", cell: (q) => rate(q.in) },
      { label: "Out", number: true, sort: "message_stats.deliver_get", cell: (q) => rate(q.out) },
      { label: "Consumers", number: true, sort: "consumers", cell: (q) => count(q.consumers) },
      { label: "Bytes", number: true, sort: "message_bytes_ready", cell: (q) => bytes(q.message_bytes_ready) },
      { label: "", kind: "acts", cell: actions },
    ],
  });
}

/** Rates between this look and the last at the same queue. */
function withRates(items, before) {
  const at = performance.now();
  return items.map((queue) => {
    const key = JSON.stringify([queue.vhost, queue.name]);
    const last = before.get(key);
    before.set(key, { at, stats: queue.message_stats });
    if (!last || queue.message_stats.publish < last.stats.publish) return queue;
    const per = (counter) => ((queue.message_stats[counter] - last.stats[counter]) * 1000) / Math.max(1, at - last.at);
    return { ...queue, in: per("publish"), out: per("deliver_get") };
  });
}

// ---- connections

export function connections(view, frame) {
  const close = async (connection) => {
    const reason = await confirm("Close this connection?", `${connection.name}, user ${connection.user}. The client is told the reason.`, "Close it", true);
    if (reason === undefined) return;
    await frame.act(() => api.remove(api.path("connections", connection.name), reason ? { "x-reason": plain(reason) } : {}), "The connection is closed.");
  };
  const states = { running: "good", blocked: "bad" };
  const client = ({ client_properties: p }) => [[p.connection_name, p.product, p.version].filter(Boolean).join(" ") || "–"];
  return listing(view, frame, {
    title: "Connections", what: "connections", first: "name", empty: "Nobody is connected.",
    columns: [
      { label: "Name", kind: "name", sort: "name", cell: (c) => [c.name] },
      { label: "User", sort: "user", cell: (c) => c.user },
      hostColumn,
      { label: "State", cell: (c) => el("span.tag." + (states[c.state] ?? "bad"), {}, c.state) },
      { label: "TLS", cell: (c) => (c.ssl ? el("span", { title: c.ssl_cipher }, c.ssl_protocol) : "–") },
      { label: "Channels", number: true, sort: "channels", cell: (c) => count(c.channels) },
      { label: "For", number: true, sort: "connected_at", cell: (c) => span(Date.now() - c.connected_at) },
      { label: "Client", kind: "wide", cell: client },
      { label: "", kind: "acts", cell: (c) => frame.mayClose(c.user) && el("button.small.danger", { type: "button", "data-key": "close " + c.name, onclick: () => close(c) }, "Close") },
    ].map((column) => ({ ...column, cell: (row) => column.cell(row) || [] })),
  });
}

/** Headers carry Latin letters only. */
const plain = (text) => text.replace(/[^\x20-\x7e\xa0-\xff]/g, "?");

// ---- exchanges

export function exchanges(view, frame) {
  let open;
  const toggle = (exchange) => {
    open = open && open.name === exchange.name && open.vhost === exchange.vhost ? undefined : exchange;
    showBindings();
  };
  const more = el("section.card", { "aria-live": "polite" });
  more.hidden = true;
  const showBindings = async () => {
    more.hidden = !open;
    if (!open) return;
    const name = open.name || "amq.default";
    const base = ["exchanges", open.vhost, name, "bindings"];
    try {
      const [from, to] = await Promise.all([api.get(api.path(...base, "source")), api.get(api.path(...base, "destination"))]);
      frame.swap(more, el("h2", {}, "Bindings of “" + (open.name || "(default)") + "”"), bindingsTable(open, from, to));
      more.scrollIntoView({ block: "nearest", behavior: "smooth" });
    } catch (problem) {
      frame.say(problem.message, true);
    }
  };
  return listing(view, frame, {
    title: "Exchanges", what: "exchanges", first: "name", empty: "There are no exchanges.", more,
    columns: [
      { label: "Name", kind: "name", sort: "name", cell: (x) => el("button", { type: "button", "data-key": "open " + x.vhost + x.name, "aria-expanded": String(open?.name === x.name && open?.vhost === x.vhost), title: "Show its bindings", onclick: () => toggle(x) }, x.name || "(default)") },
      hostColumn,
      { label: "Type", sort: "type", cell: (x) => x.type },
      { label: "Bindings", number: true, sort: "bindings", cell: (x) => count(x.bindings) },
      { label: "Published", number: true, sort: "message_stats.publish_in", cell: (x) => count(x.message_stats.publish_in) },
      { label: "", kind: "wide", cell: traits },
    ],
  });
}

function bindingsTable(exchange, from, to) {
  if (!exchange.name) return el("p.empty", {}, "Every queue is bound to the default exchange, by its name.");
  const shown = 500;
  const rows = [...from.map((b) => ({ ...b, way: "to " + b.destination_type, end: b.destination })), ...to.map((b) => ({ ...b, way: "from exchange", end: b.source }))];
  const columns = [
    { label: "Leads", kind: "short", cell: (b) => b.way },
    { label: "Name", kind: "name", cell: (b) => [b.end] },
    { label: "Routing key", cell: (b) => el("code", {}, b.routing_key || "–") },
    { label: "", kind: "wide", cell: (b) => traits({ arguments: b.arguments }) },
  ];
  return el("div", {}, table(columns, rows.slice(0, shown), { empty: "Nothing is bound to it, and it is bound to nothing.", label: "Bindings" }),
    rows.length > shown && el("p.hint", {}, `The first ${count(shown)} of ${count(rows.length)}.`));
}

// ---- users

export function users(view, frame) {
  const region = el("div");
  view.append(
    el("div.stack", {},
      el("section.card", {}, el("div.bar", {}, el("h1", {}, "Users")), region),
      el("section.card", {}, el("h2", {}, "Add a user, or change one"), userForm(frame)),
      el("section.card", {}, el("h2", {}, "Grant permissions"), permissionForm(frame))),
  );
  const drop = async (user) => {
    const sure = await confirm(`Delete “${user.name}”?`, "The user's permissions go too, and connections are closed.", "Delete", false);
    if (sure !== undefined) await frame.act(() => api.remove(api.path("users", user.name)), `“${user.name}” is deleted.`);
  };
  return {
    async refresh() {
      const [all, permissions] = await Promise.all([api.get("api/users"), api.get("api/permissions")]);
      const rights = (user) =>
        permissions.filter((p) => p.user === user.name).map((p) => {
          const text = `${p.vhost} configure: ${p.configure || "–"} write: ${p.write || "–"} read: ${p.read || "–"}`;
          return el("span.tag", { title: text }, text);
        });
      frame.swap(region, table([
        { label: "Name", kind: "name", cell: (u) => [u.name] },
        { label: "Tags", cell: (u) => u.tags.map((tag) => el("span.tag.good", {}, tag)) },
        { label: "Permissions", kind: "wide", cell: (u) => (rights(u).length ? rights(u) : el("span.tag.bad", {}, "none: cannot connect")) },
        { label: "", kind: "acts", cell: (u) => el("button.small.danger", { type: "button", "data-key": "delete " + u.name, onclick: () => drop(u) }, "Delete") },
      ], all, { empty: "There are no users.", label: "Users" }));
    },
  };
}

const field = (label, name, attributes = {}) => el("label", {}, label, el("input", { name, autocomplete: "off", ...attributes }));

function userForm(frame) {
  const form = el("form.form", { onsubmit: (event) => {
    event.preventDefault();
    const { user, password, tags } = form;
    const body = { tags: tags.value };
    if (password.value) body.password = password.value;
    frame.act(() => api.put(api.path("users", user.value), body), `“${user.value}” is saved.`).then(() => (password.value = ""));
  } },
    field("Name", "user", { required: true }),
    field("Password", "password", { type: "password", autocomplete: "new-password", placeholder: "empty: unchanged" }),
    field("Tags", "tags", { placeholder: "management" }),
    el("button.main", { type: "submit" }, "Save"));
  return form;
}

function permissionForm(frame) {
  const form = el("form.form", { onsubmit: (event) => {
    event.preventDefault();
    const value = (name) => form.elements[name].value;
    frame.act(
      () => api.put(api.path("permissions", value("vhost"), value("user")), { configure: value("configure"), write: value("write"), read: value("read") }),
      `“${value("user")}” may do that in “${value("vhost")}”.`,
    );
  } },
    field("User", "user", { required: true }),
    field("Virtual host", "vhost", { value: "/", required: true }),
    field("Configure", "configure", { value: ".*", spellcheck: "false" }),
    field("Write", "write", { value: ".*", spellcheck: "false" }),
    field("Read", "read", { value: ".*", spellcheck: "false" }),
    el("button.main", { type: "submit" }, "Grant"));
  return form;
}
