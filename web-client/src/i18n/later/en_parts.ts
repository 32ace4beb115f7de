// Words that stand in files of their own.
import { enOrder } from "./en_order.ts";
import { enPosts } from "./en_posts.ts";
import { enSettings } from "./en_settings.ts";

export const enParts = { order: enOrder, posts: enPosts, settings: enSettings };
