// Talks heart to heart, in the list of rooms. Chinese first.
export const zhTalks = {
  title: "谈心",
  withOne: (name: string) => `与 ${name} 谈心`,
  entryHow: "找一个人说说心里话，只有两个人看得到",
  waiting: (n: number) => `${n} 人在等您`,
  sealed: "加密消息",
  ahead: (n: number) => (n === 0 ? "正在等，您排在第一个" : `正在等，前面还有 ${n} 个`),
  state: {
    waiting: "正在等",
    talking: "可以说话了",
    ended: "已经结束",
    declined: "对方没有接",
    withdrawn: "已经撤回",
    forgotten: "已经忘记",
  },
};

export type TalkWords = typeof zhTalks;
