// The room of an alert. Chinese first.
const count = (n: number) => n.toLocaleString("zh-CN");

export const zhAlerts = {
  tag: "紧急动员",
  kind: (drill: boolean): string => (drill ? "演练" : "紧急动员"),
  open: (real: number, drills: number): string =>
    [
      ...(real > 0 ? [`紧急动员进行中：${count(real)} 次`] : []),
      ...(drills > 0 ? [`演练进行中：${count(drills)} 次`] : []),
    ].join("，"),
  raised: (drill: boolean, n: number) =>
    drill ? `这是演练，发给 ${count(n)} 人` : `紧急动员，发给 ${count(n)} 人`,
  updated: (name: string) => `${name} 补充了最新情况`,
  cancelled: (name: string) => `${name} 宣布这是误报，动员取消`,
  all_clear: (name: string) => `${name} 宣布解除`,
  answer: "您的回答",
  ask: (drill: boolean): string => (drill ? "这是演练。请点一下您的情况：" : "请点一下您的情况："),
  answered: "已经报上去了，可以改：",
  waits: "现在没有网络。您的回答存在这台设备上，一有网络就报上去。还可以改：",
  over: {
    cancelled: "这是一次误报，已经取消，不用再回答。",
    all_clear: "已经解除，不用再回答。",
  },
  follows: "这次动员不是发给您的，您可以看到它的经过。",
};

export type AlertWords = typeof zhAlerts;
