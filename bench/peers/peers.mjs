// The servers that are measured beside ours: what each needs, how it is started in a folder of its
// own, and the adapter that speaks to it. Nothing is left running, and no service of the machine is
// touched: each is a child with a configuration made here.
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const sqlite = join(here, "node_modules/@photostructure/sqlite");
const node_with_sqlite = 20;

function lacks_sqlite() {
  const node = Number(process.versions.node.split(".")[0]);
  if (node < node_with_sqlite) return `Node ${node} is older than ${node_with_sqlite}`;
  if (existsSync(sqlite)) return undefined;
  return "its packages are not there (npm ci --prefix bench/peers)";
}

function node_server(name, title) {
  return {
    name,
    title,
    lacks: lacks_sqlite,
    start: (folder, port) => ({
      command: process.execPath,
      words: [join(here, "servers", `${name}_server.mjs`), String(port), join(folder, "posts.db")],
    }),
  };
}

// A program of a Debian package.
const lacks_program = (path, debian) => () =>
  existsSync(path) ? undefined : `${path} is not there (Debian package ${debian})`;
function configured(folder, name, lines) {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

const nats = {
  name: "nats",
  title: "NATS",
  debian: "nats-server",
  lacks: lacks_program("/usr/sbin/nats-server", "nats-server"),
  start(folder, port, second_port) {
    const configuration = configured(folder, "nats.conf", [
      "host: 127.0.0.1",
      `port: ${second_port}`,
      // A listener that falls behind is not cut off before the others' bound is over.
      "max_pending: 256MB",
      `websocket { host: 127.0.0.1, port: ${port}, no_tls: true, compression: false }`,
    ]);
    return { command: "/usr/sbin/nats-server", words: ["-c", configuration] };
  },
};

const mosquitto = {
  name: "mosquitto",
  title: "Mosquitto, QoS 1",
  debian: "mosquitto",
  lacks: lacks_program("/usr/sbin/mosquitto", "mosquitto"),
  start(folder, port, second_port) {
    const configuration = configured(folder, "mosquitto.conf", [
      // 2.0.11 takes a listener of WebSockets alone for none.
      `listener ${second_port} 127.0.0.1`,
      `listener ${port} 127.0.0.1`,
      "protocol websockets",
      "allow_anonymous true",
      "user root",
      "persistence true",
      `persistence_location ${folder}/`,
      // Nothing is dropped because somebody is slow: the bound on the time says enough.
      "max_inflight_messages 0",
      "max_queued_messages 0",
      "set_tcp_nodelay true",
    ]);
    return { command: "/usr/sbin/mosquitto", words: ["-c", configuration] };
  },
};

const prosody = {
  name: "prosody",
  title: "Prosody MUC",
  debian: "prosody",
  lacks: lacks_program("/usr/bin/prosody", "prosody"),
  start(folder, port, second_port) {
    mkdirSync(join(folder, "data"));
    const configuration = configured(folder, "prosody.cfg.lua", [
      "run_as_root = true",
      `pidfile = "${folder}/prosody.pid"`,
      `data_path = "${folder}/data"`,
      'modules_enabled = { "saslauth", "disco", "roster", "websocket" }',
      'modules_disabled = { "s2s", "tls", "limits" }',
      "c2s_require_encryption = false",
      "consider_websocket_secure = true",
      `c2s_ports = { ${second_port} }`,
      `http_ports = { ${port} }`,
      'http_interfaces = { "127.0.0.1" }',
      "https_ports = {}",
      'http_default_host = "localhost"',
      'network_backend = "epoll"',
      `log = { warn = "${folder}/prosody.log" }`,
      'VirtualHost "localhost"',
      '  authentication = "anonymous"',
      'Component "conference.localhost" "muc"',
      '  modules_enabled = { "muc_mam" }',
      "  muc_room_locking = false",
      "  muc_log_by_default = true",
      "  muc_log_expires_after = \"never\"",
    ]);
    return { command: "/usr/bin/prosody", words: ["-F", "--config", configuration] };
  },
};

export const peers = [
  node_server("ws", "Node ws, SQLite"),
  node_server("socketio", "socket.io, SQLite"),
  nats,
  mosquitto,
  prosody,
];

export const adapter_of = (name) => join(here, "adapters", `${name}.toml`);
export const scenario = join(here, "one-room.toml");
