"use strict";
// What both pages of the editor share. Text only ever enters a page through textContent.
const T = JSON.parse(document.getElementById("texts").textContent);
const CSRF = document.body.dataset.csrf;
const $ = (id) => document.getElementById(id);

function h(tag, attrs, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}
const put = (node, ...children) => node.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined));
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const clock = (ms) => {
  const s = Math.floor(ms / 1000), pad = (n) => String(n).padStart(2, "0");
  return (s >= 3600 ? Math.floor(s / 3600) + ":" : "") + pad(Math.floor(s / 60) % 60) + ":" + pad(s % 60);
};

let fading = 0;
function say(text, bad) {
  const box = $("status");
  box.textContent = text;
  box.className = bad ? "bad" : "";
  clearTimeout(fading);
  fading = setTimeout(() => { box.textContent = ""; }, bad ? 8000 : 2500);
}

async function ask(path, data) {
  const wish = data === undefined ? {} : { method: "POST", body: JSON.stringify(data), headers: { "Content-Type": "application/json", "X-CSRF-Token": CSRF } };
  let answer;
  try { answer = await fetch(path, { credentials: "same-origin", ...wish }); } catch (error) { say(T.offline, true); throw error; }
  if (answer.status === 401) { location.reload(); throw new Error("out"); }
  const body = await answer.json().catch(() => ({ error: answer.statusText }));
  if (!answer.ok) { const error = new Error(body.hint ? `${body.error} — ${body.hint}` : body.error); error.status = answer.status; error.body = body; throw error; }
  return body;
}
const trouble = (error) => { if (error.message !== "out" && error.name !== "TypeError") say(error.message, true); };

// the buttons at the top that both pages have
const shared = { leaving: async () => {} };
async function language() { await shared.leaving(); await ask("/api/language", { lang: document.documentElement.lang === "ja" ? "en" : "ja" }); location.reload(); }
async function invite() { const { link } = await ask("/api/invite", {}); $("invite-link").hidden = false; $("invite-link").textContent = `${T.invite_note} ${link}`; }
async function leave() { await ask("/api/leave", {}); location.href = "/"; }
$("language").addEventListener("click", () => language().catch(trouble));
$("invite").addEventListener("click", () => invite().catch(trouble));
$("leave").addEventListener("click", () => leave().catch(trouble));
