"use strict";

/* One conversation between a page and an endpoint.

   A page has these elements: #connect-form with its button #connect, the button #close,
   #message-form with #message and #send, the list #messages, #url and #status, whose
   data-state is idle, connecting, open or closed. */

/** The WebSocket URL of a path on the server that this page came from. */
function webSocketUrl(path) {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${location.host}${path}`;
}

/** Makes the page talk to the endpoint at the path that `pathOf()` tells at that time.
    Returns the function that connects. */
function converse(pathOf) {
  const element = (id) => document.getElementById(id);
  let socket = null;

  function show(state, text) {
    element("status").dataset.state = state;
    element("status").textContent = text;
    element("connect").disabled = state === "connecting" || state === "open";
    element("close").disabled = state !== "open";
    element("send").disabled = state !== "open";
  }

  function list(direction, text) {
    const item = document.createElement("li");
    item.className = direction;
    item.textContent = text;
    element("messages").append(item);
    item.scrollIntoView({ block: "nearest" });
  }

  function showUrl() {
    element("url").textContent = webSocketUrl(pathOf());
  }

  function connect() {
    show("connecting", "Connecting…");
    socket = new WebSocket(webSocketUrl(pathOf()));
    socket.onopen = () => show("open", "Connected");
    socket.onmessage = (event) => list("received", event.data);
    socket.onclose = (event) => show("closed", describe(event));
  }

  function describe({ code, reason }) {
    const said = reason === "" ? "" : `: ${reason}`;
    // A browser does not tell scripts why a handshake failed.
    const hint = code === 1006 ? " (refused, or lost without a Close frame)" : "";
    return `Closed with code ${code}${said}${hint}`;
  }

  element("connect-form").addEventListener("input", showUrl);
  element("connect-form").addEventListener("submit", (event) => {
    event.preventDefault();
    connect();
  });
  element("close").addEventListener("click", () => socket.close(1000));
  element("message-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = element("message").value;
    list("sent", text);
    socket.send(text);
    element("message").value = "";
  });
  showUrl();
  show("idle", "Not connected");
  return connect;
}
