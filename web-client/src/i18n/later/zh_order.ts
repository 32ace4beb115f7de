// Words of order in rooms, of reports, and of who is here. Chinese first.
const count = (n: number) => n.toLocaleString("zh-CN");

export const zhOrder = {
  why: {
    not_above: "这位成员在这里担任职务，只有上级或另一位总负责人可以这样做。",
    own_post: "这是您自己的消息，直接删除就可以了。",
    report_unknown: "没有这份举报，或者不由您处理。",
    report_settled: "这份举报已经由别人处理了。",
    nobody_above: "没有谁在作者之上，这份举报无处可交。请直接找总负责人谈。",
    no_release: "没有可以同意的提议：要由另一位总负责人先提议；公开的房间不用。",
    reason_invalid: "理由要写 1 到 200 个字，写成一行。",
  } as Record<string, string>,
  limit: {
    muted_per_room: "这个房间里被禁言的人已经到了上限。",
    open_reports_per_member: "您还有许多举报没有处理完，请等一等。",
    reports_per_member: "您近来的举报已经到了上限。",
    open_reports_per_unit: "等待处理的举报已经到了上限，请直接找组织者。",
    reports: "举报已经到了上限，请直接找组织者。",
  } as Record<string, string>,

  reason: "理由",
  reasonPublic: "房间里的每个人都会看到是您做的，以及理由。",
  removePost: "移除（说明理由）",
  removeTitle: "移除这条消息",
  removeYes: "移除",
  report: "举报",
  reportTitle: "举报这条消息",
  reportHow:
    "这条消息的内容会交给负责这里的组织者，哪怕他们不在这个房间里。作者不会知道是谁举报的；处理结果可以在“设置”里看到。",
  reported: "已经交上去了。",

  mute: "禁言",
  muteOf: (name: string) => `禁言 ${name}`,
  muteFor: "禁言多久",
  times: { 60: "1 小时", 1440: "1 天", 10080: "7 天", 43200: "30 天" } as Record<string, string>,
  unmute: "解除禁言",
  unmuteOf: (name: string) => `解除 ${name} 的禁言`,
  unmuteHow: "从现在起可以在这个房间里说话。",
  mutedUntil: (when: string) => `禁言到 ${when}`,
  readOnly: "只让组织者说话",
  readOnlyHow: "其他人仍可以读，也可以删除自己的话。",
  readOnlyEnd: "让大家都能说话",
  release: "导出这里的话",
  releaseNone: "这里的话不在任何导出里。要两位总负责人同意，并且 24 小时之后，才会导出。",
  releaseProposed: (name: string) => `${name} 提议导出。要另一位总负责人同意，才算数。`,
  releaseAgreed: (when: string) => `两位总负责人同意了。从 ${when} 起，导出里会有这里的话。`,
  releaseMoves: {
    proposed: "提议导出",
    agreed: "同意导出",
    withdrawn: "收回",
  },
  releaseDirect: "导出私聊",
  releaseDirectHow:
    "封闭房间在它自己的面板里提议。私聊只有里面的两个人看得到，要由他们告诉您房间号；他们谁都可以收回。",
  releaseNumber: "房间号",
  releaseNumberHere: (room: number) => `房间号：${room}`,
  releaseStep: "哪一步",
  here: "现在在这里",

  reports: "举报",
  reportsHow: "处理结果只是记下做了什么；要移除一条消息，请到那个房间里去做。",
  none: "没有等待处理的举报。",
  which: "看哪些",
  open: "等待处理的",
  settled: "近 30 天处理过的",
  waiting: (n: number) => `${count(n)} 份举报等待处理`,
  line: (who: string, whom: string, when: string) => `${who} 举报 ${whom} · ${when}`,
  gone: "内容已随注销删除。",
  note: "备注（举报人看得到，可以不写）",
  outcomes: {
    removed: "已移除",
    muted: "已禁言",
    warned: "已谈话",
    no_action: "不处理",
  } as Record<string, string>,
  settle: "怎样处理了",
  goTo: "到那个房间去",
  mine: "我的举报",
  mineNone: "您还没有举报过什么。",
  mineWaits: "还在等待处理",
  mineLine: (whom: string, when: string) => `${whom} · ${when}`,

  presence: "让同房间的人看到我在线",
  presenceHow: "只在有人打开成员名单时告诉他们；不记录时间。",
};

export type OrderWords = typeof zhOrder;
