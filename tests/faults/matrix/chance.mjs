// Chance from a seed: the same case has the same numbers, whatever ran before it.
export function case_seed(seed, number) {
  let mixed = (seed ^ Math.imul(number, 0x9e3779b1)) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) >>> 0;
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

export function chance_from(seed) {
  let state = seed >>> 0 || 1;
  const below = (end) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % end;
  };
  return {
    below,
    between: (least, most) => least + below(most - least + 1),
    one_of: (list) => list[below(list.length)],
  };
}
