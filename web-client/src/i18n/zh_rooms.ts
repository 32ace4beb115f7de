// What the list of rooms and the log say about units, rules and those who come and go.
const count = (n: number) => n.toLocaleString("zh-CN");
// Some names, then how many more.
const list = (names: string[]) =>
  names.length > 3
    ? `${names.slice(0, 3).join("、")} 等 ${count(names.length)} 人`
    : names.join("、");

export const zhRooms = {
  root: "全体",
  direct: "私聊",
  join: "可以加入的房间",
  arrange: "由您管理、您不在里面的房间",
  archived: "已经归档",
  closed: "只有成员能进",
  bulletin: "公告",
  arrangeDo: "管理",
  readers: "谁能读到这里",
  admin: "管理",
  notYours: "管理是组织者的事。您现在没有担任职务。",
  panel: "房间的成员和规则",
  people: "成员",
  someone: "某位成员",
  between: "你们两人",

  colon: "：",
  gap: "",
  comma: "，",
  notice: {
    added: (by: string, who: string[]) => `${by} 请 ${list(who)} 进了房间`,
    removed: (by: string, who: string[]) => `${by} 把 ${list(who)} 移出了房间`,
    moved: (who: string[]) => `${list(who)} 已不属于这个单位，离开了房间`,
    erased: (who: string[]) => `${list(who)} 已注销，离开了房间`,
    renamed: (by: string, title: string) => `${by} 把房间改名为“${title}”`,
    archived: (by: string) => `${by} 把房间归档了：可以读，不能再说话`,
    reopened: (by: string) => `${by} 重新启用了房间`,
    rules: (by: string, rules: string) => `${by} 定下：${rules}`,
    access: { open: "本单位的人都能进来", closed: "只有被请来的人能进来" } as Record<
      string,
      string
    >,
    past: { shown: "后来的人看得到从前的内容", hidden: "后来的人看不到从前的内容" } as Record<
      string,
      string
    >,
    direct: "这是你们两人的房间，别人进不来，也读不到。",
  },

  archivedHere: "这个房间已经归档：可以读，不能再说话。",

  later: {
    opening: "正在打开……",
    failed: "这一部分没能取来。请检查网络；如果服务器刚刚更新过，请刷新页面。",
    again: "再试一次",
    reload: "刷新页面",
  },
};

export type RoomWords = typeof zhRooms;
