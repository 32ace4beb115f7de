// The log of the organisation in plain sentences.
import type { LoggedEvent as Event } from "../../core/organisation_log.ts";

// The names of those and of that which an event is about.
export interface Named {
  by: string;
  member: string;
  unit: string;
  parent: string;
  from: string;
}

export function zhLog(event: Event, { by, member, unit, parent, from }: Named): string {
  const duty = event.duty === "owner" ? "总负责人" : "组织者";
  switch (event.kind) {
    case "member_added":
      return `${by} 添加了成员 ${member}${event.organiser ? "，并请其总负责" : ""}`;
    case "unit_created":
      return `${by} 在“${parent}”之下新建了“${event.name ?? unit}”`;
    case "unit_renamed":
      return `${by} 把一个单位改名为“${event.name ?? unit}”`;
    case "unit_moved":
      return `${by} 把“${unit}”移到“${parent}”之下`;
    case "unit_closed":
      return `${by} 关闭了“${unit}”`;
    case "reception_set":
      return event.on ? `${by} 设“${unit}”接待新人` : `“${unit}”不再接待新人（${by}）`;
    case "home_set":
      if (event.unit === 0) return `${by} 让 ${member} 离开了“${from}”，现在没有单位`;
      return event.from === 0
        ? `${by} 把 ${member} 安在“${unit}”`
        : `${by} 把 ${member} 从“${from}”换到“${unit}”`;
    case "member_welcomed":
      return `${by} 接待了 ${member}`;
    case "welcome_overdue":
      return `${member} 等了三天，还没有人接待`;
    case "duty_given":
      return `${by} 请 ${member} 担任“${unit}”的${duty}`;
    case "duty_taken":
      return `${by} 收回了 ${member} 在“${unit}”的职务：${duty}`;
    case "member_deactivated":
      return `${by} 停用了 ${member}`;
    case "member_reactivated":
      return `${by} 恢复了 ${member}`;
    case "member_erased":
      return event.by === event.member ? `一位成员注销了账号` : `${by} 注销了一位成员`;
    default:
      return `${by} 做了一件这个页面还不认识的事，请刷新页面`;
  }
}
