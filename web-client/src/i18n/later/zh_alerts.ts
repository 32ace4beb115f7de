// Alerts: raising one, what takes the screen, the roll call, the call list. Chinese first.
import type { Fault } from "../../core/alert_form.ts";

const count = (n: number) => n.toLocaleString("zh-CN");
const known = (n: number | undefined) => (n === undefined ? "……" : ` ${count(n)} `);

interface State {
  drill: boolean;
  state: string;
}

export const zhAlertsLater = {
  why: {
    alert_to_nobody: "这些单位里没有人，发不出动员。",
    alert_room: "这是一次动员的房间：谁也不能自己进出、说话或改动。",
  } as Record<string, string>,
  limit: {
    open_alerts: "同时进行的动员和演练已经有 20 次。请先结束一次，再发新的。",
    alert_options: "回答要有 1 到 6 个。",
    alert_units: "一次最多选 200 个单位；选上级单位，下面的就都在内。",
  } as Record<string, string>,
  lost: "没有收到服务器的答复，不知道是否已经发出。请再按一次：不会重复发。",

  uncounted: "现在没有连上服务器，数不了人数。",

  title: "紧急动员",
  reachNote: "请注意：只能叫到开着页面的人。关着页面的人现在叫不醒，要等他们打开页面才看得到；请按电话名单打电话。",
  open: "正在进行",
  none: "现在没有动员，也没有演练。",
  old: "以前的动员和演练",
  oldHow: "每一次都有自己的房间，经过都在里面；更早的在房间列表里。",
  until: (when: string) => `到 ${when}`,
  there: "到它的房间",
  actsOf: (title: string) => `这次动员：${title}`,
  raiseReal: "发出真实动员",
  raiseRealHow: "有人有危险，或者马上要人。会占满每个人的屏幕。",
  raiseDrill: "发起演练",
  raiseDrillHow: "练一练。处处写明是演练，颜色不同，不响警铃。",

  band: ({ drill, state }: State): string => {
    if (state === "cancelled") return drill ? "演练取消" : "误报，动员取消";
    if (state === "all_clear") return drill ? "演练结束" : "解除";
    return drill ? "演练 · 不是真的" : "紧急动员 · 真实情况";
  },
  by: (name: string, when: string, n: number) => `${name} · ${when} 发出 · 发给 ${count(n)} 人`,
  updatedHere: "情况有变，以下是最新的说明：",
  removed: "（内容已删除）",
  offline: "现在没有网络。照样可以点：您的回答会存在这台设备上，一有网络就报上去。",
  waits: (answer: string) => `您的回答“${answer}”在等网络，还没有报上去。`,
  given: (answer: string) => `“${answer}”已经报上去了。要改，请到这次动员的房间。`,
  hush: "静音",
  understood: "知道了",
  yours: "您的回答：",
  change: "改我的回答",

  sound: {
    title: "动员铃声",
    how: "只在真实动员时响，一直响到您回答；演练只轻轻响一声。别的事都不会响。",
    on: "已打开",
    armed: "已打开，可以响。",
    notArmed: "已打开，但浏览器还不让这个页面出声：点一下页面就好。如果点了还是这样，这个浏览器不能响铃。",
    off: "没有打开。",
    tryIt: "试一下",
    waits: "动员铃声要等您点一下页面才能响。",
  },

  raise: {
    titleReal: "发出真实动员",
    titleDrill: "发起演练",
    bandReal: "真实动员：收到的人会当真。",
    bandDrill: "演练：收到的人会看到这是演练。",
    whom: "发给哪些单位（下级都在内）",
    isIn: "已在内",
    notYours: "不归您组织",
    noUnits: "还没有选单位。",
    counting: "正在数人数……",
    nobody: "这些单位里没有人，发不出动员。",
    people: (n: number) => `正好 ${count(n)} 人`,
    title: "标题（一句话说清什么事）",
    text: "要大家做什么",
    options: "让大家一点就能回答",
    option: (i: number) => `回答 ${i}`,
    add: "加一个回答",
    drop: "去掉",
    dropOf: (i: number) => `去掉回答 ${i}`,
    sets: [
      { name: "报平安", options: ["我安全", "我需要帮助", "我不在现场"] },
      { name: "集合", options: ["10 分钟内到", "30 分钟内到", "来不了"] },
      { name: "收到", options: ["收到"] },
    ],
    faults: {
      units: "请先选要发给哪些单位。",
      unitsMany: "一次最多选 200 个单位；选上级单位，下面的就都在内。",
      title: "请写标题；不能太长，也不能只有空格。",
      text: "请写要大家做什么；不能太长。",
      options: "回答要有 1 到 6 个。",
      optionLong: "每个回答最多约 20 个字。",
      same: "有两个回答是一样的。",
    } as Record<Fault, string>,
    toSure: (n: number | undefined) => `下一步：确认发给${known(n)}人`,
    sendReal: (n: number | undefined) => `向${known(n)}人发出真实警报`,
    sendDrill: (n: number | undefined) => `向${known(n)}人发出演练`,
    again: "再发一次（不会重复）",
    back: "返回修改",
    sure: (n: number, units: string[]) => `会马上占满 ${count(n)} 人的屏幕：${units.join("、")}。`,
    sureHow: "这是真的，不是演练。发出以后收不回来；发错了，可以宣布误报。",
  },

  moves: {
    text: "说什么",
    textBad: "请写要说的话；不能太长。",
    next: "下一步",
    update: {
      open: "补充情况",
      title: (drill: boolean): string => (drill ? "补充演练的情况" : "补充情况"),
      how: (n: number) => `新的说明会替换 ${count(n)} 人看到的内容，已经回答的人也会看到。`,
      prepared: (_: boolean): string => "",
      sure: (_: number): string => "",
      yes: (n: number, drill: boolean) => (drill ? `告诉 ${count(n)} 人（演练）` : `告诉 ${count(n)} 人`),
    },
    cancel: {
      open: "宣布误报",
      title: (drill: boolean): string => (drill ? "取消演练" : "宣布这是误报"),
      how: (n: number) => `这次动员会取消，${count(n)} 人都会收到下面的话。`,
      prepared: (drill: boolean): string =>
        drill
          ? "演练取消。请大家回到原来的工作，不用再回答。"
          : "刚才的紧急动员是误报，现在取消。没有危险，请回到原来的工作，不用再回答。给大家添麻烦了。",
      sure: (n: number) => `向 ${count(n)} 人宣布？之后不能再改。`,
      yes: (n: number, drill: boolean) =>
        drill ? `向 ${count(n)} 人取消演练` : `向 ${count(n)} 人宣布误报`,
    },
    all_clear: {
      open: "解除",
      title: (drill: boolean): string => (drill ? "结束演练" : "宣布解除"),
      how: (n: number) => `这次动员会结束，${count(n)} 人都会收到下面的话。`,
      prepared: (drill: boolean): string =>
        drill ? "演练结束。谢谢大家。" : "情况已经处置完毕，现在解除。谢谢大家。",
      sure: (n: number) => `向 ${count(n)} 人宣布？之后不能再改。`,
      yes: (n: number, drill: boolean) =>
        drill ? `向 ${count(n)} 人宣布演练结束` : `向 ${count(n)} 人宣布解除`,
    },
  },

  roll: {
    open: "点名",
    title: "点名",
    totals: "总数",
    count,
    of: (n: number, all: number) => `${count(n)} / ${count(all)}`,
    missing: (n: number) => (n === 0 ? "人齐了" : `还差 ${count(n)} 人`),
    targeted: "应到",
    written: "已发到",
    delivered: "已送达",
    seen: "已看到",
    answered: "已回答",
    ticked: "电话通知",
    missingHead: "还差",
    partOf: (answer: string) => `回答“${answer}”的比例`,
    byUnit: "各单位（下级都在内）",
    unit: "单位",
    homeless: "没有单位的人",
    goneUnit: "已撤销的单位",
    listOf: (unit: string, n: number) => `${unit}：还差 ${count(n)} 人，看名单`,
  },

  call: {
    openAll: "电话名单：还没有回答的人",
    title: "电话名单",
    titleOf: (unit: string) => `电话名单：${unit}`,
    how: "还没有回答的人。打通了电话，就在这里记一下；记错了可以取消。",
    close: "收起",
    nobody: "都回答了，没有要打电话的人。",
    more: "再看一些",
    reach: {
      targeted: "还没有发到",
      written: "已发到，页面还没有收下",
      delivered: "页面收到了，本人还没有看到",
      seen: "看到了，没有回答",
    } as Record<string, string>,
    tick: "已打电话",
    untick: "取消",
    tickOf: (name: string) => `已打电话：${name}`,
    tickedBy: (name: string) => `${name} 已打电话`,
  },
};

export type AlertLaterWords = typeof zhAlertsLater;
