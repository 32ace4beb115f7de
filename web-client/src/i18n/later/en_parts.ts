// Words that stand in files of their own.
import { enAlertsLater } from "./en_alerts.ts";
import { enBackups } from "./en_backups.ts";
import { enDuties } from "./en_duties.ts";
import { enOrder } from "./en_order.ts";
import { enPosts } from "./en_posts.ts";
import { enQuestionsLater } from "./en_questions.ts";
import { enSettings } from "./en_settings.ts";
import { enWays } from "./en_ways.ts";

export const enParts = {
  ...enWays,
  alerts: enAlertsLater,
  backups: enBackups,
  duties: enDuties,
  order: enOrder,
  posts: enPosts,
  questions: enQuestionsLater,
  settings: enSettings,
};
