// Words that stand in files of their own.
import { zhAlertsLater } from "./zh_alerts.ts";
import { zhBackups } from "./zh_backups.ts";
import { zhDuties } from "./zh_duties.ts";
import { zhOrder } from "./zh_order.ts";
import { zhPosts } from "./zh_posts.ts";
import { zhQuestionsLater } from "./zh_questions.ts";
import { zhSettings } from "./zh_settings.ts";
import { zhWays } from "./zh_ways.ts";

export const zhParts = {
  ...zhWays,
  alerts: zhAlertsLater,
  backups: zhBackups,
  duties: zhDuties,
  order: zhOrder,
  posts: zhPosts,
  questions: zhQuestionsLater,
  settings: zhSettings,
};
