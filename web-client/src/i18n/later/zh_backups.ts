// Words of backups in the administration. Chinese first.
export const zhBackups = {
  title: "备份",
  how:
    "备份是某一时刻的全部内容，做的时候大家照常说话。备份里的话没有加密，请像看管服务器一样看管它；" +
    "最好再抄一份到别的机器上。恢复在服务器上做。",
  notSetUp: "这台服务器还没有设定备份放在哪里。请管机器的人在设置里写上 backup_folder。",
  make: "现在备份",
  running: "正在备份……",
  failed: "上一次没有做成：",
  list: "已有的备份",
  none: "还没有备份。",
  size: (amount: string, unit: string) => `${amount} ${unit}`,
};
