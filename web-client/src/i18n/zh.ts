// Written in Chinese first. Plain and kind; says what will happen and what one can do.
import { zhAlerts } from "./zh_alerts.ts";
import { zhPosts } from "./zh_posts.ts";
import { zhQuestions } from "./zh_questions.ts";
import { zhRooms } from "./zh_rooms.ts";
import { zhTalks } from "./zh_talks.ts";

const count = (n: number) => (n < 1_000 ? `${n}` : n.toLocaleString("zh-CN"));

export const zh = {
  name: "心桥",
  motto: "在人与人之间，架一座桥。",
  loading: "正在打开……",
  house: zhRooms,
  posts: zhPosts,
  questions: zhQuestions,
  alerts: zhAlerts,
  talks: zhTalks,

  entering: "正在登录……",
  search: "搜索",

  rooms: {
    title: "房间",
    none: "您还没有加入任何房间。",
    noneHow: "从下面选一个加入，或者新建一个。",
    pick: "选一个房间，开始说话。",
    find: "按名称找房间",
    found: (n: number) => `找到 ${count(n)} 个房间`,
    inWords: (text: string) => `在消息里搜索“${text}”`,
    muted: "您被禁言",
    backWord: "返回",
    create: "新建房间",
    join: "加入",
    joining: "正在加入……",
    leave: "离开房间",
    members: (n: number) => `${count(n)} 位成员`,
    unread: (n: number) => `${count(n)} 条未读`,
    gone: "您不在这个房间里。",
    back: "返回房间列表",
  },

  log: {
    label: (title: string) => `“${title}”里的消息`,
    today: "今天",
    yesterday: "昨天",
    unread: "以下是新消息",
    edited: "已修改",
    deleted: "这条消息已删除",
    created: (name: string, title: string) => `${name} 建立了房间“${title}”`,
    joined: (name: string) => `${name} 加入了房间`,
    left: (name: string) => `${name} 离开了房间`,
    unknown: "这里有一条新类型的消息，请刷新页面后查看。",
    latest: "回到最新",
    waiting: (n: number) => `${count(n)} 条新消息`,
    start: "这里是房间的开头。",
    empty: "还没有人说话。您来说第一句吧。",
    loading: "正在取来消息……",
    failed: "没能取来消息。",
    someone: "某位成员",
    erased: "已注销",
    me: "我",
    jumpDate: "跳到某一天",
    jump: "跳转",
    quote: "查看被回复的消息",
    quoteDeleted: "被回复的消息已删除",
    quoteAway: "较早的消息",
    typing: (who: string[]) =>
      who.length > 2 ? `${who[0]} 等 ${who.length} 人正在输入……` : `${who.join("、")} 正在输入……`,
  },

  act: {
    more: "更多操作",
    reply: "回复",
    edit: "修改",
    delete: "删除",
    copy: "复制",
    again: "重新发送",
    discard: "放弃",
    cancel: "取消",
    close: "关闭",
    save: "保存",
  },

  way: {
    waiting: "待发送",
    sending: "正在发送",
    saving: "正在保存修改",
    deleting: "正在删除",
    failed: "没有发出",
    editFailed: "修改没有保存",
    deleteFailed: "没有删除",
  },

  write: {
    label: "写一条消息",
    hint: "写点什么……",
    send: "发送",
    replying: (name: string) => `回复 ${name}`,
    editing: "修改消息",
    left: (n: number) => `还可以写约 ${count(n)} 个字`,
    over: (n: number) => `超出约 ${count(n)} 个字`,
    keys: "Enter 发送，Shift+Enter 换行",
  },

  link: {
    opening: "正在连接……",
    offline: "这台设备没有网络。您写的消息会保存在本机，有网络后自动发送。",
    down: "与服务器的连接断开了，正在重连。您写的消息会保存在本机，恢复后自动发送。",
    stopping: "服务器正在重启，马上回来。您写的消息会保存在本机。",
    refused: "服务器不接受这个页面的连接。请刷新页面；如果还是这样，请告诉管理员。",
    upTo: (when: string) => `${when} 之前的消息已全部收到。`,
    updated: "页面有新版本。",
    update: "更新",
    back: "连接已恢复。",
    backWith: (n: number) => `连接已恢复，补收 ${count(n)} 条消息。`,
    now: "立即重试",
    reload: "刷新页面",
    wentBack:
      "服务器恢复到了较早的状态，一些消息可能已经丢失。您自己丢失的话标在房间末尾，可以再发一次。",
    understood: "知道了",
  },

  me: {
    menu: "设置",
  },
};

export type Words = typeof zh;
