// What script/test begins first: the slowest before all, so that none of them runs on alone at the
// end. And what has to be alone.

// Programs of C++ tests.
const slow_programs = [
  ...["simulation_test", "talk_sequences_test", "hub_test", "question_sequences_test"],
  ...["rights_test", "store_log_test", "search_recall_test"],
];

// Of the tests in the browser.
export const slow_files = [
  ...["hostile_typed", "talks_sealed", "alerts_hostile", "comfort", "hostile", "talks"],
  ...["questions", "rooms", "people", "administration", "alerts", "looks", "talks_faults"],
].map((name) => `tests/browser/${name}.test.mjs`);

export function slow_first(tests) {
  const place = ({ name }) => slow_programs.indexOf(name) + 1 || slow_programs.length + 1;
  return [...tests].sort((a, b) => place(a) - place(b));
}
