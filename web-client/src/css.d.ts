declare module "*.css";
// Where the style of what loads later stands; the build says it.
declare const LATER_STYLE: string;
