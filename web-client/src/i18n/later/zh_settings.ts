// Words of the settings. Chinese first.
const count = (n: number) => n.toLocaleString("zh-CN");

export const zhSettings = {
  signOut: "退出登录",
  signOutAsk: (n: number) =>
    n > 0
      ? `还有 ${count(n)} 条消息没有发出。退出后它们会丢失。要退出吗？`
      : "要在这台设备上退出登录吗？",
  signOutHow: "再次进来需要一个新的登录链接。",
  signOutTalks: "退出以后，您的谈心就再也打不开了，谁也帮不了。",
  devices: "已登录的设备",
  thisDevice: "这台设备",
  unnamedDevice: "没有名字的设备",
  since: (when: string) => `${when}登录`,
  endDevice: "下线",
  endDeviceLabel: (name: string) => `让 ${name} 下线`,
  endDeviceAsk: (name: string) =>
    `${name} 会立刻下线，再进来需要新的登录链接。手机丢了，或者不认得这台设备，就让它下线。`,
  endDeviceFailed: "没能让它下线，请再试一次。",
  devicesFailed: "没能取得设备列表，请稍后再试。",
  newLink: "在另一台设备上登录",
  newLinkHow:
    "在另一台设备上打开这个链接，或者用它扫这个二维码。只能用一次，请不要转发，也不要让别人拍到。",
  newLinkQr: "登录链接的二维码",
  newLinkFailed: "没能取得链接，请稍后再试。",
  language: "语言",
  theme: "外观",
  themes: { auto: "跟随系统", light: "浅色", dark: "深色" } as Record<string, string>,
};

export type SettingsWords = typeof zhSettings;
