// Words that stand in files of their own.
import { zhOrder } from "./zh_order.ts";
import { zhPosts } from "./zh_posts.ts";
import { zhSettings } from "./zh_settings.ts";

export const zhParts = { order: zhOrder, posts: zhPosts, settings: zhSettings };
