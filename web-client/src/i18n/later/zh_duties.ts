// The duty of a listener, in administration. Chinese first.
export const zhDuties = {
  listener: "谈心员",
  giveTitle: (unit: string) => `请谁担任“${unit}”的谈心员`,
  giveHow:
    "谈心员接本单位和以下各级的人的谈心。这项职务不让人管理什么，也不让人读到什么。上级不会收到自己管理的人发给单位的请求。",
  listeners: "谈心员",
  give: "请人担任谈心员",
  nobody: "这里还没有谈心员。",
};

export type DutyWords = typeof zhDuties;
