// What stands at posts: reactions, notices, mentions, and what one can do with them.
const count = (n: number) => n.toLocaleString("zh-CN");

export const zhPosts = {
  all: "所有人",
  gave: (what: string, n: number, mine: boolean) =>
    `${what} ${count(n)} 人${mine ? "，包括您" : ""}`,
  recalled: (name: string) => `${name} 撤回了一条消息`,
  removed: (name: string, why: string) => `${name} 移除了一条消息：${why}`,
  muted: (name: string, who: string[], until: string, why: string) =>
    `${name} 把 ${who.join("、")} 禁言到 ${until}：${why}`,
  unmuted: (name: string, who: string[]) => `${name} 解除了 ${who.join("、")} 的禁言`,
  readOnlySet: (name: string, on: boolean, why: string) =>
    `${name} ${on ? "让这里只由组织者说话" : "让大家都能说话"}${why && `：${why}`}`,
  release: (name: string, move: string, why: string) =>
    (move === "proposed"
      ? `${name} 提议把这里的话放进导出文件，还要另一位总负责人同意`
      : move === "agreed"
        ? `${name} 同意了：24 小时后，这里的话可以被导出`
        : name === ""
          ? "决定导出的人不再是总负责人，导出这里的话的决定作废"
          : `${name} 收回了导出这里的话的决定`) + (why && `：${why}`),
  mutedHere: (until: string) => `您在这里被禁言到 ${until}。您仍可以读，也可以删除自己的话。`,
  quietHere: "现在这里只由组织者说话。",
  forwarded: (name: string, room: string) => `转自 ${name}${room && `（${room}）`}`,
  notice: { plain: "公告", counted: "公告 · 统计已读", must_confirm: "公告 · 须确认" },
  read: (n: number, of: number) => `已读 ${count(n)} / ${count(of)}`,
  confirmed: (n: number, of: number) => `已确认 ${count(n)} / ${count(of)}`,
  closed: (n: number, of: number) => `确认已截止：${count(n)} / ${count(of)}`,
  confirm: "我已知晓",
  done: "您已确认",
  confirmFailed: (why: string) => `没能确认：${why}`,
  pinned: (name: string) => `${name} 置顶了一条消息`,
  unpinned: (name: string) => `${name} 取消了一条置顶`,
  mentions: (n: number) => `${count(n)} 条提到您`,
  suggestions: "可以提到的人",
  readOnly: "这里由组织者发布公告。",
  write: "发布公告",
};

export type PostWords = typeof zhPosts;
