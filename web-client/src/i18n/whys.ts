// Why the server did not take something, by the reason of the wire. Fetched when it is first asked.
type Whys = Record<string, string | ((reason: string) => string)>;

const zh: Whys = {
  text_blank: "内容是空的。",
  text_too_long: "内容太长了，请缩短或分成几条。",
  post_deleted: "那条消息已经删除了。",
  not_a_post: "那不是一条可以这样操作的消息。",
  not_member: "您不在这个房间里。",
  not_author: "只有作者可以这样做。",
  room_archived: "这个房间已经归档，不能再说话。",
  muted: "您在这个房间里被禁言，还没有到时间。",
  read_only: "这个房间现在只由组织者说话。",
  lost: "没有连上服务器，不知道是否做成了。连上以后请看一看，再试一次。",
  room_unknown: "这个房间不存在。",
  title_invalid: "名称不能为空，不能太长，也不能含有控制字符。",
  query_invalid: "这样没法搜索：没有可以查找的字词，词太多，或者 * 前面太短。",
  overloaded: "服务器正忙，请稍后再试。",
  rate_limited: "太快了，请稍后再试。",
  limit_reached: "已经到了上限。",
  forgotten: "隔得太久，服务器无法确认它是否已经发出。请先看看房间里有没有。",
  different_body: "编号与别的内容冲突，没有发出。",
  lost_by_server: "服务器恢复到了较早的状态，丢失了这条消息。您可以再发一次。",
  too_late: "已经过了时间。",
  not_organiser: "只有组织者可以这样做。",
  alert_over: "这次动员已经结束了。",
  other: (reason: string) => `服务器没有接受（${reason}）。`,
};

const en: Whys = {
  text_blank: "There is nothing in it.",
  text_too_long: "It is too long. Make it shorter, or split it.",
  post_deleted: "That message has been deleted.",
  not_a_post: "This cannot be done with that message.",
  not_member: "You are not in this room.",
  not_author: "Only the author may do this.",
  room_archived: "This room is archived; nothing more is said in it.",
  muted: "You may not speak in this room yet.",
  read_only: "In this room only organisers speak now.",
  lost:
    "The server could not be reached, and it is not known whether it was done. Look when you " +
    "are connected again, then try again.",
  room_unknown: "There is no such room.",
  title_invalid: "A name must not be empty, too long, or have control characters.",
  query_invalid: "That cannot be searched for: no word in it, too many, or too short before *.",
  overloaded: "The server is busy. Please try again in a moment.",
  rate_limited: "That was too fast. Please try again in a moment.",
  limit_reached: "A limit has been reached.",
  forgotten:
    "It was so long ago that the server cannot tell whether it was sent. Look in the room first.",
  different_body: "Its number clashed with other words; it was not sent.",
  lost_by_server:
    "The server went back to an earlier state and lost this message. You can send it again.",
  too_late: "The time for this is over.",
  not_organiser: "Only organisers can do this.",
  alert_over: "This alert is over.",
  other: (reason: string) => `The server did not take it (${reason}).`,
};

export const whys = { "zh-CN": zh, en };
