"""The API's own page for signing in, where links lead to: for a laptop, and for whoever has no studio's page at hand.

The token of a link stands behind the #, which browsers send to no server and no log.
"""

from typing import Final

from fastapi import FastAPI
from starlette.requests import Request

from film_studio.kit.pages import File, serve_page

#: The name of the route.
SIGN_IN_PAGE: Final = "sign_in_page"
_HTML: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sign in · AI Film Studio</title>
<link rel="stylesheet" href="{path}/style.css">
</head>
<body>
<main data-api="{api}">
<h1>AI Film Studio</h1>
<p id="says" role="status">One moment …</p>
<p><button id="provider" type="button" hidden>Sign in with your organisation</button></p>
<form id="form" hidden>
<label id="name-of" hidden>Your name <input id="name" autocomplete="name" maxlength="200"></label>
<label id="email-of">E-mail address <input id="email" type="email" autocomplete="username" maxlength="254"></label>
<label id="password-of">Password <input id="password" type="password" autocomplete="current-password" maxlength="200">
</label>
<button id="send">Sign in</button>
<button id="forgotten" type="button" hidden>Forgotten the password?</button>
</form>
<p id="next" hidden><a href="{api}/docs">Open the API's documentation</a> · <button id="out">Sign out</button></p>
<noscript>This page needs JavaScript.</noscript>
</main>
<script src="{path}/script.js"></script>
</body>
</html>
"""
_STYLE: Final = """:root { font: 1rem/1.5 system-ui, sans-serif; color-scheme: light dark; }
main { max-width: 24rem; margin: 12vh auto; padding: 0 1.25rem; }
h1 { font-size: 1.25rem; }
label { display: block; margin: 0 0 1rem; }
input { box-sizing: border-box; width: 100%; padding: .5rem; font: inherit; }
button { padding: .5rem 1rem; font: inherit; cursor: pointer; }
[hidden] { display: none; }
.wrong { color: light-dark(#a4001d, #ff8a9b); }
"""
_SCRIPT: Final = """"use strict";
const main = document.querySelector("main");
const field = (id) => document.getElementById(id);
let access = null;

async function call(method, path, body) {
  const headers = { "Content-Type": "application/json" };
  if (access) headers.Authorization = `Bearer ${access}`;
  const answer = await fetch(main.dataset.api + path, {
    method, headers, credentials: "include", body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  const found = text ? JSON.parse(text) : null;
  if (answer.ok) return found;
  throw Object.assign(new Error(found.detail), { type: found.type });
}

function say(text, wrong) {
  field("says").textContent = text[0].toUpperCase() + text.slice(1);
  field("says").className = wrong ? "wrong" : "";
}

function ask({ text, button, shown, send, optional }) {
  say(text, false);
  for (const id of ["name", "email", "password"]) {
    field(`${id}-of`).hidden = !shown.includes(id);
    field(id).required = shown.includes(id) && id !== optional;
  }
  field("send").textContent = button;
  field("form").hidden = false;
  field("next").hidden = true;
  field("forgotten").hidden = field("provider").hidden = true;
  field("form").onsubmit = async (event) => {
    event.preventDefault();
    field("send").disabled = true;
    try { await send(); } catch (error) { say(error.message, true); } finally { field("send").disabled = false; }
  };
}

async function keep(answer) {
  access = answer.access_token;
  const session = await call("GET", "/session");
  const who = session.person ? `${session.person.name} (${session.role})` : "an API key";
  field("password").value = "";
  field("form").hidden = field("provider").hidden = true;
  field("next").hidden = false;
  say(`You are signed in to ${session.organization.name} as ${who}.`, false);
}

const signIn = () => {
  askToSignIn();
  field("forgotten").hidden = false;
  field("provider").hidden = provider === null;
};

let provider = null;

const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// What comes back from the OpenID provider is of use to whoever knows this secret, and nobody else.
field("provider").onclick = async () => {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  sessionStorage.setItem("film-studio:openid", verifier);
  location.assign(`${provider.start}?challenge=${base64url(new Uint8Array(hash))}`);
};

async function comeBack(token) {
  const verifier = sessionStorage.getItem("film-studio:openid") ?? "x".repeat(43);
  sessionStorage.removeItem("film-studio:openid");
  try {
    await keep(await call("POST", "/session/sign-in", { method: "openid", token, verifier }));
  } catch (error) {
    if (!/:(account-exists|not-known)$/.test(error.type)) throw error;
    ask({
      text: error.message, button: "Connect and sign in", shown: ["email", "password"],
      send: async () => keep(await call("POST", "/session/openid",
        { token, verifier, email: field("email").value, password: field("password").value })),
    });
    field("says").className = "wrong";
  }
}

field("forgotten").onclick = () => ask({
  text: "Give your address. Where somebody here has it, a link goes there that signs you in once, for half an hour.",
  button: "Send a link", shown: ["email"],
  send: async () => {
    await call("POST", "/session/forgotten-password", { email: field("email").value });
    signIn();
    say("A letter is on its way, if somebody here has this address.", false);
  },
});

const askToSignIn = () => ask({
  text: "Sign in with your address and password. Who has an API key leaves the address out, and pastes the key.",
  button: "Sign in", shown: ["email", "password"], optional: "email",
  send: async () => {
    const [email, password] = [field("email").value, field("password").value];
    const key = !email && password.trim().startsWith("fs_");
    await keep(await call("POST", "/session/sign-in",
      key ? { method: "key", key: password } : { method: "password", email, password }));
  },
});

async function choosePassword(answer) {
  await keep(answer);
  const signedIn = field("says").textContent;
  ask({
    text: `${signedIn} Choose a password of at least 12 characters, for when this browser forgets you.`,
    button: "Keep the password",
    shown: ["password"],
    send: async () => {
      await call("PUT", "/session/password", { new: field("password").value });
      await keep({ access_token: access });
    },
  });
  field("password").autocomplete = "new-password";
  field("next").hidden = false;
}

async function accept(token) {
  const invitation = await call("POST", "/session/invitation", { token });
  field("email").value = invitation.email ?? "";
  field("email").readOnly = invitation.email !== null;
  const where = (invitation.project ? `“${invitation.project}” at ` : "") + invitation.organization;
  const role = invitation.project_role ?? invitation.role;
  ask({
    text: `You are invited to ${where} as ${role.replaceAll("_", " ")}. Choose a password of at least 12 ` +
      "characters; who has one here already writes that.",
    button: "Accept", shown: ["name", "email", "password"],
    send: async () => keep(await call("POST", "/session/accept-invitation", {
      token, name: field("name").value, email: field("email").value, password: field("password").value,
    })),
  });
}

field("out").onclick = async () => {
  await call("POST", "/session/sign-out");
  access = null;
  signIn();
};

async function begin() {
  const token = location.hash.slice(1);
  // Out of the address bar, the history and every copy of it.
  if (token) history.replaceState(null, "", location.pathname);
  try { provider = (await call("GET", "/session/ways")).openid; } catch { provider = null; }
  if (provider) field("provider").textContent = `Sign in with ${provider.name}`;
  try {
    if (/^f[oe]_/.test(token)) return await comeBack(token);
    if (token.startsWith("fl_")) {
      return await choosePassword(await call("POST", "/session/sign-in", { method: "link", link: token }));
    }
    if (token.startsWith("fi_")) return await accept(token);
    if (token.startsWith("fa_")) {
      await call("POST", "/session/confirm-email", { token });
      signIn();
      return say("Your new address is confirmed; you sign in with it from now on.", false);
    }
  } catch (error) {
    signIn();
    return say(error.message, true);
  }
  try { await keep(await call("POST", "/session/refresh")); } catch { signIn(); }
}

begin();
"""
_FILES: Final = {
    "style.css": File(media_type="text/css; charset=utf-8", content=lambda: _STYLE),
    "script.js": File(media_type="text/javascript; charset=utf-8", content=lambda: _SCRIPT),
}


def install(app: FastAPI, path: str, *, api: str) -> None:
    """Serve the page at `path`, which calls the API below `api`."""
    serve_page(app, path, _HTML.format(path=path, api=api), _FILES, name=SIGN_IN_PAGE)


def link_of(request: Request, token: str) -> str:
    """The path of the page, with the token of a link."""
    return f"{request.url_for(SIGN_IN_PAGE).path}#{token}"
