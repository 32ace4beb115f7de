// Makes xinqiao.json, the dashboard for Grafana, from the rows below:
//   node docs/grafana/dashboard.mjs > docs/grafana/xinqiao.json
// A test holds the file against this, and every metric in it against the live page.
import { pathToFileURL } from "node:url";

const rate = (name) => `rate(${name}[$__rate_interval])`;
// The time that this share of what happened stayed below.
const quantile = (share, name) =>
  `histogram_quantile(${share}, sum by (le) (rate(${name}_bucket[$__rate_interval])))`;
const waits = (name) => [
  [quantile(0.5, name), "half"],
  [quantile(0.99, name), "99 of 100"],
];
const per_second = "ops";
const own_reasons = "overloaded|low_space|internal|stopping";
const by_reason = (of) =>
  `sum by (reason) (rate(xinqiao_refusals_total${of}[$__rate_interval]))`;
const checkpoint = "xinqiao_last_checkpoint_timestamp_seconds";

// A row: its title, and panels of [title, unit, [expression, legend]…].
const rows = [
  [
    "Is it well",
    ["Words are taken (1 = yes)", "none", ["xinqiao_ready", "ready"]],
    ["An answer, from heard to told", "s", ...waits("xinqiao_answer_wait_seconds")],
    ["Refused by the server's own state", per_second, [
      by_reason(`{reason=~"${own_reasons}"}`),
      "{{reason}}",
    ]],
    ["Devices that held more than the server", "none", [
      "xinqiao_rollback_claims_total",
      "claims",
    ]],
  ],
  [
    "Words in and out",
    ["Requests", per_second, [rate("xinqiao_heard_total"), "heard"], [
      rate("xinqiao_answered_total"),
      "answered",
    ], [rate("xinqiao_repeats_total"), "answered from a receipt"]],
    ["Events kept", per_second, [rate("xinqiao_events_total"), "events"], [
      rate("xinqiao_decided_total"),
      "commands that changed something",
    ]],
    ["Told", per_second, [rate("xinqiao_deliveries_total"), "deliveries"]],
    ["Bytes", "Bps", [rate("xinqiao_bytes_out_total"), "to sockets"], [
      rate("xinqiao_kept_bytes_total"),
      "to the disk",
    ]],
    ["Compressed, each once for all", "Bps", [
      rate("xinqiao_deflate_in_bytes_total"),
      "before",
    ], [rate("xinqiao_deflate_out_bytes_total"), "after"]],
    ["Frames and messages", per_second, [
      rate("xinqiao_frames_deflated_total"),
      "frames compressed",
    ], [rate("xinqiao_messages_inflated_total"), "messages that came compressed"]],
    ["Pages of the past, and searches", per_second, [
      rate("xinqiao_history_pages_total"),
      "history",
    ], [rate("xinqiao_feed_pages_total"), "to bring sockets up to date"], [
      rate("xinqiao_searches_total"),
      "searches",
    ]],
  ],
  [
    "Waits and queues",
    ["Queues, as a share of what they hold", "percentunit", [
      "xinqiao_queue_items / on (instance, job, queue) xinqiao_queue_limit",
      "{{queue}}",
    ]],
    ["Not taken by a full queue", per_second, [
      rate("xinqiao_queue_refused_total"),
      "{{queue}}",
    ], [rate("xinqiao_feeds_put_off_total"), "feeds put off"], [
      rate("xinqiao_tells_held_up_total"),
      "tellings held up",
    ]],
    ["Heard to decided", "s", ...waits("xinqiao_inbox_wait_seconds")],
    ["Told to carried out", "s", ...waits("xinqiao_tell_wait_seconds")],
    ["A page of the past waits", "s", ...waits("xinqiao_read_wait_seconds")],
    ["A search waits", "s", ...waits("xinqiao_search_wait_seconds")],
    ["A password waits", "s", ...waits("xinqiao_password_wait_seconds")],
    ["Groups decided and not kept", "none", ["xinqiao_unkept_groups", "groups"], [
      "xinqiao_totals_waiting",
      "rooms whose totals wait",
    ]],
  ],
  [
    "Memory and connections",
    ["Connections", "none", [
      "xinqiao_connections_opened_total - xinqiao_connections_closed_total",
      "open",
    ], ["xinqiao_connections_limit", "at most"], ["xinqiao_sockets_parked", "parked"], [
      "xinqiao_sockets_deflating",
      "told compressed frames",
    ], [
      "xinqiao_members_here",
      "members here",
    ]],
    ["They come and go", per_second, [rate("xinqiao_connections_opened_total"), "taken"], [
      rate("xinqiao_connections_closed_total"),
      "ended",
    ]],
    ["Memory", "bytes", ["process_resident_memory_bytes", "of the process"], [
      "xinqiao_outbox_bytes",
      "waits for sockets",
    ], ["xinqiao_store_cache_bytes", "the store's cache"]],
    ["Descriptors", "none", ["process_open_fds", "open"], ["process_max_fds", "at most"]],
    ["Processor", "percentunit", [rate("process_cpu_seconds_total"), "cores"]],
    ["Sockets that are behind", "none", ["xinqiao_outboxes_behind", "behind"], [
      rate("xinqiao_connections_slow_total"),
      "cut off, a second",
    ]],
  ],
  [
    "Refusals",
    ["By reason", per_second, [
      `${by_reason("")} > 0`,
      "{{reason}}",
    ]],
    ["Sockets closed, by code", per_second, [rate("xinqiao_closes_total"), "{{code}}"]],
    ["Times that ran out", per_second, [rate("xinqiao_deadlines_total"), "{{bound}}"]],
    ["Answers over HTTP, by status", per_second, [
      rate("xinqiao_http_answers_total"),
      "{{status}}",
    ]],
    ["Connections not taken", per_second, [
      rate("xinqiao_connections_refused_total"),
      "the server or an address has enough",
    ], [rate("xinqiao_sockets_refused_total"), "a member has enough"], [
      rate("xinqiao_accepts_failed_total"),
      "no descriptor",
    ], [rate("xinqiao_tls_failed_total"), "no TLS"]],
    ["Pace and guesses", "none", [rate("xinqiao_refused_rate_total"), "slowed, a second"], [
      "xinqiao_guess_places",
      "places remembered",
    ], ["xinqiao_guess_logins", "logins remembered"], ["xinqiao_paces", "paces remembered"]],
  ],
  [
    "Disk",
    ["Free", "bytes", ["xinqiao_disk_free_bytes", "free"], [
      "xinqiao_disk_floor_bytes",
      "no words below",
    ]],
    ["A group is written", "s", ...waits("xinqiao_write_seconds")],
    ["A group is synced", "s", ...waits("xinqiao_sync_seconds")],
    ["Groups", per_second, [rate("xinqiao_groups_total"), "syncs"]],
    ["Since the last checkpoint for a backup", "s", [
      `(time() - ${checkpoint}) and ${checkpoint} > 0`,
      "age",
    ]],
    ["Backups and scrubs", "none", ["xinqiao_checkpoints_total", "checkpoints"], [
      "xinqiao_checkpoints_failed_total",
      "checkpoints failed",
    ], ["xinqiao_backups_failed_total", "backups failed"], ["xinqiao_scrubs_total", "scrubs"], [
      "xinqiao_scrubs_failed_total",
      "scrubs failed",
    ]],
    ["Search index", "none", ["xinqiao_index_lag_events", "events behind"], [
      "xinqiao_index_rebuilds_total",
      "begun anew",
    ]],
  ],
  [
    "Alerts, questions, talks",
    ["Alerts open", "none", ["xinqiao_alerts_open", "open"]],
    ["Alerts written to sockets", per_second, [rate("xinqiao_alerts_written_total"), "written"]],
    ["Questions", "none", ["xinqiao_questions_open", "open"], [
      "xinqiao_questions_overdue",
      "overdue",
    ]],
    ["Deadlines of questions missed", "none", [
      "increase(xinqiao_question_breaches_total[1d])",
      "in a day",
    ]],
    ["Talks", "none", ["xinqiao_talks_waiting", "wait for a listener"], [
      "xinqiao_talks_open",
      "of two",
    ]],
    ["The house", "none", ["xinqiao_members", "members"], ["xinqiao_rooms", "rooms"]],
  ],
];

const datasource = { type: "prometheus", uid: "${datasource}" };
const wide = 24;
const [panel_width, panel_height] = [8, 7];

export function dashboard() {
  const panels = [];
  let [y, id] = [0, 0];
  for (const [title, ...of_row] of rows) {
    const gridPos = { h: 1, w: wide, x: 0, y: y++ };
    panels.push({ id: ++id, type: "row", title, gridPos, panels: [] });
    of_row.forEach(([name, unit, ...lines], place) => {
      const x = (place * panel_width) % wide;
      if (place > 0 && x === 0) y += panel_height;
      panels.push({
        id: ++id,
        type: "timeseries",
        title: name,
        datasource,
        gridPos: { h: panel_height, w: panel_width, x, y },
        fieldConfig: { defaults: { unit, min: 0, custom: { fillOpacity: 8 } }, overrides: [] },
        targets: lines.map(([expr, legendFormat], at) => ({
          refId: String.fromCharCode(65 + at),
          datasource,
          expr,
          legendFormat,
        })),
      });
    });
    y += panel_height;
  }
  return {
    uid: "xinqiao",
    title: "Xinqiao",
    schemaVersion: 38,
    refresh: "15s",
    time: { from: "now-6h", to: "now" },
    templating: {
      list: [{ name: "datasource", type: "datasource", query: "prometheus", label: "Prometheus" }],
    },
    panels,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  console.log(JSON.stringify(dashboard(), null, 2));
}
