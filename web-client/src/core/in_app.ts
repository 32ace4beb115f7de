// Browsers inside other programs, by what they call themselves. Nothing of it leaves the page.
export type InApp = "wechat" | "qq" | "dingtalk" | "feishu" | "weibo" | "alipay";

const signs: [RegExp, InApp][] = [
  [/\bMicroMessenger\//i, "wechat"],
  [/\bDingTalk\//i, "dingtalk"],
  [/\b(Lark|Feishu)\//i, "feishu"],
  [/weibo\b|__weibo__/i, "weibo"],
  [/\bAlipayClient\//i, "alipay"],
  // QQ itself; MQQBrowser/ is a browser of its own.
  [/(^|[^M])\bQQ\/\d/i, "qq"],
];

export function inApp(userAgent: string): InApp | undefined {
  return signs.find(([sign]) => sign.test(userAgent))?.[1];
}
