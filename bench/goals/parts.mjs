// What a measurement of the goals is made of: the name of each part, which is its report's too, and
// the words for xinqiao-bench, or for its `program`. Words may be a function of the reports before;
// undefined: it cannot be run. Without `full` all of it takes less than fifteen minutes on two
// cores: what is `long` is run then only if --only names it whole.

// Two sides in turn on the same machine, over as many rounds.
function floor_parts(spawn, full) {
  const floor_of = (rounds) => (name, sides, cases, ...more) => ({
    name,
    words: [
      ...["floor", ...spawn, "--sides", sides, ...more, "--rounds", rounds],
      ...cases.flatMap((one) => ["--case", one]),
    ],
  });
  const floor = floor_of(full ? "21" : "5");
  const most_told = floor_of(full ? "21" : "7");
  return [
    most_told("floor", "server,bare_synced,bare", ["1000:1", "1000:8", "1000:32", "10000:1"]),
    floor("floor-tls", "tls,server,bare_tls,bare", ["1000:1", "1000:8"]),
    floor("floor-packed", "packed,server", ["1000:1", "1000:8"]),
    floor_of(full ? "21" : "9")(
      "floor-threads",
      "two_threads,server,bare_two_threads,bare",
      ["1000:8"],
      "--unpinned",
    ),
    { ...floor("floor-growth", "server,bare", ["1000:1", "18000:1"]), long: true },
  ];
}

export function parts_of({ server, full }) {
  const spawn = ["--spawn", server];
  const scenario = (name, ...sets) => [
    "run",
    `bench/scenarios/${name}.toml`,
    ...spawn,
    ...sets.flatMap((set) => ["--set", set]),
  ];
  const twenty = ["rooms=20", "rooms_each=20"];
  return [
    ...floor_parts(spawn, full),
    {
      name: "decide",
      program: "xinqiao-microbench",
      words: ["--benchmark_filter=decide_posts", "--benchmark_out_format=json"],
      json_words: (file) => [`--benchmark_out=${file}`],
    },
    { name: "durable", words: ["durable", "--rounds", full ? "9" : "3", "--seconds", "2"] },
    { name: "search", words: scenario("highest-rate", ...(full ? ["step_seconds=10"] : [])) },
    {
      name: "half",
      words: ({ search }) => {
        const rate = search?.search?.posts_per_second;
        const seconds = full ? 60 : 20;
        return rate > 0
          ? scenario("one-room", `posts_per_second=${rate / 2}`, `seconds=${seconds}`)
          : undefined;
      },
    },
    { name: "idle-plain", words: scenario("idle-mass", "members=17000") },
    { name: "idle-packed", words: scenario("idle-mass", "packs=true", "members=17000") },
    { name: "idle-rooms", words: scenario("idle-mass", ...twenty, "members=15000") },
    { name: "idle-few", words: scenario("idle-mass", ...twenty, "members=100", "seconds=12") },
    { name: "idle-tls", words: scenario("idle-mass", "tls=true", "members=5000") },
    { name: "storm", long: true, words: ["storm", ...spawn, "--rounds", full ? "4" : "2"] },
    { name: "grown", long: true, words: ["grown", ...spawn] },
  ];
}

// only: words of --only; [""] = all of them.
export function is_wanted({ name, long }, { only, full }) {
  return full || !long ? only.some((word) => name.includes(word)) : only.includes(name);
}
