// Which it is, wherever an alert is named: real or a drill, in a word and in a colour.
import { words } from "../../i18n/index.ts";

export const Kind = ({ drill }: { drill: boolean }) => (
  <b class={drill ? "alert-kind drill" : "alert-kind real"}>{words.value.alerts.kind(drill)}</b>
);
