"use strict";
// Lets people fill in and send the operations that the page lists. The token stays in its field and goes nowhere else.

const documents = new Map();

function description(protocol) {
  if (!documents.has(protocol)) {
    documents.set(protocol, fetch(`openapi/${protocol}.json`).then((answer) => answer.json()));
  }
  return documents.get(protocol);
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

let numbers = 0;
function field(grid, name, hint, tag = "input") {
  const id = `field-${(numbers += 1)}`;
  const input = element(tag, { id, placeholder: hint, autocomplete: "off", spellcheck: false });
  grid.append(element("label", { htmlFor: id, textContent: name }), input);
  return input;
}

function resolved(api, schema) {
  return schema && schema.$ref ? api.components.schemas[schema.$ref.split("/").pop()] : schema || {};
}

function hint(api, schema, required) {
  const known = resolved(api, schema);
  const words = [known.enum ? known.enum.join(" | ") : known.type || (known.anyOf || []).map((one) => one.type).join(" | ")];
  if (required) words.push("required");
  return words.filter(Boolean).join(", ");
}

function bodySketch(api, schema) {
  const known = resolved(api, schema);
  const sketch = {};
  for (const name of Object.keys(known.properties || {})) {
    const member = resolved(api, known.properties[name]);
    if ((known.required || []).includes(name)) sketch[name] = member.type === "array" ? [] : member.type === "object" ? {} : "";
  }
  return JSON.stringify(sketch, null, 1);
}

function build(api, entry, operation) {
  const grid = element("div", { className: "call" }, element("p", { textContent: operation.summary }));
  const inputs = [];
  for (const parameter of operation.parameters || []) {
    const schema = parameter.schema || parameter.content["application/json"].schema;
    inputs.push([parameter.in, parameter.name, field(grid, parameter.name, hint(api, schema, parameter.required))]);
  }
  const content = (operation.requestBody || {}).content || {};
  const [media] = Object.keys(content);
  if (media === "application/json") {
    const area = field(grid, "JSON body", "", "textarea");
    area.value = content[media].example ? JSON.stringify(content[media].example, null, 1) : bodySketch(api, content[media].schema);
    inputs.push(["json", "", area]);
  } else if (media) {
    const known = resolved(api, content[media].schema);
    for (const name of Object.keys(known.properties || {})) {
      const needed = (known.required || []).includes(name);
      const file = known.properties[name].format === "binary";
      const input = field(grid, name, hint(api, known.properties[name], needed));
      if (file) input.type = "file";
      inputs.push(["form", name, input]);
    }
  }
  const output = element("pre", { tabIndex: 0, hidden: true });
  const button = element("button", { type: "button", textContent: "Send" });
  button.addEventListener("click", () => send(entry, inputs, media, output));
  grid.append(button, output);
  return grid;
}

function common(protocol, query, headers) {
  const token = document.getElementById("token").value.trim();
  if (protocol === "marketo") {
    if (token) headers.Authorization = `Bearer ${token}`;
  } else if (protocol === "tencent") {
    query.set("access_token", token);
    query.set("timestamp", String(Math.floor(Date.now() / 1000)));
    query.set("nonce", Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(""));
  }
}

async function send(entry, inputs, media, output) {
  const query = new URLSearchParams();
  const headers = {};
  let path = entry.path;
  let body;
  const form = media === "multipart/form-data" ? new FormData() : new URLSearchParams();
  for (const [place, name, input] of inputs) {
    if (place === "path") path = path.replace(`{${name}}`, encodeURIComponent(input.value));
    else if (place === "json") [body, headers["Content-Type"]] = [input.value, "application/json"];
    else if (input.value === "") continue;
    else if (place === "query") query.append(name, input.value);
    else form.append(name, input.type === "file" ? input.files[0] : input.value);
  }
  if (media && media !== "application/json") body = form;
  common(entry.protocol, query, headers);
  const address = path.slice(1) + (String(query) ? `?${query}` : "");
  output.hidden = false;
  output.textContent = "…";
  try {
    const answer = await fetch(address, { method: entry.method, headers, body });
    const text = await answer.text();
    output.textContent = `HTTP ${answer.status}\n\n${pretty(text)}`;
  } catch (problem) {
    output.textContent = String(problem);
  }
}

function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

async function open(details) {
  if (!details.open || details.querySelector(".call")) return;
  const entry = { ...details.dataset };
  const api = await description(entry.protocol);
  const operation = api.paths[entry.path][entry.method.toLowerCase()];
  if (!details.querySelector(".call")) details.append(build(api, entry, operation));
}

function narrow(word) {
  const wanted = word.toLowerCase();
  for (const entry of document.querySelectorAll("details, [data-entry]")) entry.hidden = !entry.textContent.toLowerCase().includes(wanted);
  for (const module of document.querySelectorAll(".module")) module.hidden = !module.querySelector(":is(details, [data-entry]):not([hidden])");
}

document.getElementById("settings").hidden = false;
document.getElementById("settings").addEventListener("submit", (event) => event.preventDefault());
document.getElementById("find").addEventListener("input", (event) => narrow(event.target.value));
for (const details of document.querySelectorAll("details")) details.addEventListener("toggle", () => open(details));
