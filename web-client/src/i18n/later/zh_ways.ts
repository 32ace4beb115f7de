// Words of coming in, and of looking for words. Chinese first.
const count = (n: number) => n.toLocaleString("zh-CN");

export const zhWays = {
  enter: {
    title: "登录",
    login: "账号",
    password: "密码",
    signIn: "登录",
    forgotten: "忘了密码，或者还没有？向您的组织者要一个一次性的登录链接。",
    byLink: "用登录链接进来",
    byPassword: "用账号和密码登录",
    linkTitle: "请用登录链接进来",
    how: "向建立这个服务的人，或已经在这里的组织者，要一个一次性的登录链接，在这台设备上打开它就可以了。",
    password_wrong: "账号或密码不对。",
    wait: (seconds: number) => `尝试得太频繁了，请过 ${count(seconds)} 秒再试。`,
    overloaded: "现在登录的人太多，请稍后再试。",
    lost: "没有连上服务器，请再试一次。",
    invitation_unknown: "这个邀请不对，或者已经作废。请检查链接是否完整，或要一个新的。",
    invitation_used_up: "这个邀请的人数已经满了。请要一个新的。",
    invitation_expired: "这个邀请已经过期。请要一个新的。",
    invitation_revoked: "这个邀请已经收回。请要一个新的。",
    own: "您在别的设备上已经登录？在那里的“设置”里可以取得一个新链接。",
    paste: "把链接粘贴在这里",
    go: "进来",
    notLink: "这不像是一个登录链接。请整段复制后再粘贴一次。",
    entering: "正在登录……",
    ended: "您在这台设备上的登录已经结束。没有发出的话仍保存在本机，重新登录后会继续发送。",
    link_unknown: "这个链接不对，或者已经作废。请检查是否复制完整，或要一个新的。",
    link_used: "这个链接已经用过了。每个链接只能用一次，请要一个新的。",
    link_expired: "这个链接已经过期。请要一个新的。",
    other: "没能登录。请要一个新的链接再试。",
    unreachable: "现在连不上服务器。",
    unreachableHow: "请检查网络。链接还没有作废，连上以后可以继续。",
    linkStays: "链接还没有作废，到时可以再试。",
    again: "再试一次",
  },

  finding: {
    title: "搜索",
    label: "在我的所有房间里搜索",
    how: "输入一个或几个词，消息里要全部出现。英文词后面加 * 可以找出以它开头的词。",
    here: "只在这个房间里找",
    asking: "正在搜索……",
    none: "没有找到。",
    count: (n: number, more: boolean) => `找到 ${count(n)} 条消息${more ? "，还有更早的" : ""}`,
    more: "显示更早的",
    again: "再试一次",
    offline: "搜索需要连上服务器，连上之后会自动继续。",
    behind: "索引还在建立，可能缺少一些较早的消息。",
    tooLong: "要找的内容太长了。",
  },

  ended: {
    by_organiser: (title: string) => `您已被移出“${title}”。`,
    moved: (title: string) => `“${title}”是另一个单位的房间。您已不属于那个单位，所以不再在里面。`,
    erased: (title: string) => `您已不在“${title}”里。`,
    left: (title: string) => `您已离开“${title}”。`,
    gone: (title: string) => `您已不在“${title}”里，也读不到它了。`,
  } as Record<string, (title: string) => string>,
  endedHow: "您说过的话还留在那里。想知道原因，可以问房间所属单位的组织者。",

  leaveAsk: (title: string) => `要离开“${title}”吗？`,
  leaveHow: "以后可以再加入。您说过的话会留在房间里。",
  deleteAsk: "要删除这条消息吗？",
  deleteHow: "删除后谁都看不到它，也不能恢复。",
};

export type WaysWords = typeof zhWays;
