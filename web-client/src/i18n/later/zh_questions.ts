// The dialogs of questions, the board and its figures. Chinese first.
const count = (n: number) => n.toLocaleString("zh-CN");

export const zhQuestionsLater = {
  why: {
    not_questions: "这里不是有问必答的房间。",
    question_needed: "这里的话要么是提问，要么是对某条消息的回复。",
    no_open_question: "这个问题已经关闭或撤回了。",
    own_question: "这是您自己提的问题，要由别人来答复。",
    question_answered: "这个问题已经答复，正在等提问的人确认。",
    not_answered: "这个问题还没有得到答复。",
    unit_out_of_reach: "问题只能在这个房间所属单位的上下级之间转交：别处的人进不了这个房间。",
    questions_open: "还有没关闭的问题，要由提问的人先关闭它们。",
    not_responsible: "只有负责这个问题的单位的组织者可以这样做。",
  } as Record<string, string>,
  limit: {
    open_questions_per_member: "您已经有 20 个问题没有关闭，请先关闭一些。",
    open_questions: "没有关闭的问题已经到了上限。",
  } as Record<string, string>,

  roomHow:
    "这样的房间对单位里的人开放，后来的人也看得到从前的问题：问题会逐级上升，上级要看得见。",
  transferTitle: "转交这个问题",
  transferTo: "转交给哪个单位",
  transferHow: "时钟继续走，期限不变。",
  reason: "理由",
  reasonPublic: "房间里的每个人都会看到理由。",
  reasonMaybe: "哪里没有解决（可以不写）",
  transferYes: "转交",
  nowhere: "这个房间所属的单位没有上级也没有下级，无处可转。",
  reopenTitle: "问题没有解决",
  reopenHow: "问题会回到答复人那里。时钟没有停过：如果已经过了期限，上级会马上知道。",
  reopenYes: "没有解决",
  solveTitle: "问题解决了？",
  solveHow: "关闭以后不能再打开。以后可以再提新的问题。",
  solveYes: "解决了，关闭",
  withdrawTitle: "撤回这个问题？",
  withdrawHow: "撤回以后，没有人再需要答复它。您写的内容还在，可以另外删除。",
  withdrawYes: "撤回",
  deleteHow: "删除会同时撤回这个问题，没有人再需要答复它。",

  title: "问题看板",
  which: "看哪些",
  all: "全部",
  ours: "等我们答复的",
  mine: "我提的",
  none: "没有等待答复的问题。",
  noneMine: "您没有未关闭的问题。",
  asked: (name: string, when: string) => `${name} · ${when}`,
  removed: "（内容已删除）",
  age: (days: number, hours: number) =>
    days > 0
      ? `已提出 ${count(days)} 天`
      : hours > 0
        ? `已提出 ${count(hours)} 小时`
        : "刚刚提出",
  go: "到那里去",
  more: "再看一些",

  figures: "各单位答复情况",
  figuresHow: "按提问所在的单位统计：提出 = 未关闭 + 已解决 + 已撤回。按时：72 小时内答复或解决。",
  unit: "单位",
  askedCount: "提出",
  open: "未关闭",
  overdue: "超期",
  solved: "已解决",
  withdrawn: "已撤回",
  inTime: "按时率",
  rate: (percent: number) => `${percent}%`,
  noRate: "—",
  waiting: (n: number) => `${count(n)} 个问题等待答复`,
};

export type QuestionLaterWords = typeof zhQuestionsLater;
