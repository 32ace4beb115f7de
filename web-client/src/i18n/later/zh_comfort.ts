// Words of what makes the page easier to use. Chinese first.
const count = (n: number) => n.toLocaleString("zh-CN");

export const zhComfort = {
  size: "文字大小",
  sizes: { "100": "标准", "125": "大", "150": "特大", "200": "最大" } as Record<string, string>,
  elder: "长辈版",
  elderHow: "字和按钮更大，颜色更分明，画面更简单，每条消息下面都有“朗读”。",
  elderSize: "长辈版里，文字至少是“大”。",

  skipTo: "跳到",
  skip: { write: "写消息的地方", log: "消息", rooms: "房间列表" } as Record<string, string>,
  read: "已经到最新，全部标为已读。",

  aloud: "朗读",
  stop: "停止朗读",
  more: "更多",
  readingNow: "正在朗读",
  link: "一个链接",
  silence: {
    cannot: "这个浏览器不会朗读。可以换一个浏览器，或者打开手机自带的朗读功能。",
    voice: "这台设备没有会读这种语言的声音。可以在系统设置里添加。",
    nothing: "这条消息里没有可以读的字。",
    failed: "没能读出来。请看看音量和系统的朗读设置，再试一次。",
  } as Record<string, string>,

  unsent: (n: number) => `有 ${count(n)} 条消息没有发出`,
  unsentAll: "全部重试",
  unsentDrop: "全部删除",
  unsentAsk: (n: number) => `要删除这 ${count(n)} 条没有发出的消息吗？`,
  unsentHow: "它们只在这台设备上，删除后不能恢复。别人没有看到过它们。",

  keys: "键盘快捷键",
  keysHow: "在写消息时也可以用，除了单个字符的两个。",
  keyList: [
    ["mod K", "搜索消息"],
    ["alt ↑|alt ↓", "上一个、下一个房间"],
    ["alt shift ↑|alt shift ↓", "上一个、下一个有未读消息的房间"],
    ["Esc", "在房间里：全部标为已读，到最新消息"],
    ["↑", "空着的时候：修改自己最近一条消息"],
    ["Enter|shift Enter", "发送、换行"],
    ["mod /|?", "打开这张表"],
    ["/", "按名称找房间"],
  ] as [string, string][],
  letters: "用单个字符的快捷键（? 和 /）",
  lettersHow: "用语音输入，或者容易误按，可以关掉。",

  inApp: {
    wechat: "微信",
    qq: "QQ",
    dingtalk: "钉钉",
    feishu: "飞书",
    weibo: "微博",
    alipay: "支付宝",
  } as Record<string, string>,
  inAppTitle: (name: string) => `您正在${name}里使用心桥`,
  inAppWorks: "收发消息、看公告、搜索都可以照常用，写好没发出的话也会留在这里。",
  inAppMissing: (name: string) =>
    `没有的是：没有网络时打不开这个页面；收不到推送通知，离开${name}的这个窗口就不知道有新消息。`,
  inAppHow: "想更稳妥，请用系统浏览器打开：点右上角的“⋯”，选“在浏览器打开”。",
  inAppSign: "在那里要登录一次；登录链接可以在“设置”里取得。",
  understood: "知道了",
};

export type ComfortWords = typeof zhComfort;
