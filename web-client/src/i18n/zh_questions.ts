// A room of questions: what stands at a question and at its answer, and what is done with them.
export const zhQuestions = {
  kind: "提问",
  answer: "答复",
  hint: "提一个问题……",
  label: "提问",
  send: "提问",
  how: "每个问题 24 小时内受理，72 小时内答复；超过期限，上级也要负责。只有提问的人能关闭它。",
  empty: "还没有人提问。",
  board: "看板",
  answering: "答复这个问题",

  state: {
    open: "等待受理",
    taken: "已受理",
    answered: "已答复，等提问人确认",
    solved: "已解决",
    withdrawn: "已撤回",
  },
  takenBy: (name: string) => `${name} 已受理`,
  acknowledgeBy: (when: string) => `${when} 前受理`,
  answerBy: (when: string) => `${when} 前答复`,
  acknowledgeOver: (when: string) => `应在 ${when} 前受理，已超期`,
  answerOver: (when: string) => `应在 ${when} 前答复，已超期`,
  owners: (units: string[]) =>
    units.length > 1 ? `${units.join("、")} 共同负责` : `由 ${units[0]} 负责`,

  take: "受理",
  giveAnswer: "答复",
  transfer: "转交",
  solved: "解决了",
  reopen: "没解决",
  withdraw: "撤回问题",
  acts: "这个问题",

  moves: {
    taken: (name: string, what: string) => `${name} 受理了问题“${what}”`,
    transferred: (name: string, what: string, unit: string, why: string) =>
      `${name} 把问题“${what}”转交给 ${unit}：${why}`,
    solved: (name: string, what: string) => `${name} 说问题“${what}”解决了`,
    reopened: (name: string, what: string, why: string) =>
      `${name} 说问题“${what}”没有解决${why && `：${why}`}`,
    withdrawn: (name: string, what: string) => `${name} 撤回了问题“${what}”`,
    breached: (what: string, clock: string, unit: string) =>
      `问题“${what}”超过 ${clock === "acknowledge" ? "24 小时没有受理" : "期限没有答复"}：` +
      (unit === "" ? "上面没有更高的单位了" : `${unit} 也要负责`),
  },
  earlier: "较早的问题",
};

export type QuestionWords = typeof zhQuestions;
