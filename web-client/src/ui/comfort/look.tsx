// How the page looks to this person: language, light, the size of the text, elder mode.
import { type Language, language, switchLanguage } from "../../i18n/index.ts";
import { comfort } from "../../i18n/later/comfort.ts";
import { more } from "../../i18n/later/index.ts";
import {
  elder,
  setElder,
  setTextSize,
  setTheme,
  shownSize,
  textSize,
  textSizes,
  theme,
} from "../theme.ts";

interface RowProps {
  legend: string;
  name: string;
  value: string;
  options: [value: string, label: string][];
  set: (value: string) => void;
}

// A few that exclude each other, side by side as long as there is room.
function Row({ legend, name, value, options, set }: RowProps) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div class="few" data-of={options.length}>
        {options.map(([one, label]) => (
          <label
            key={one}
            class={["few-one", value === one ? "chosen" : "", `${name}-${one}`].join(" ")}
            lang={name === "language" ? one : undefined}
          >
            <input type="radio" name={name} checked={value === one} onChange={() => set(one)} />
            <span>{label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

export function Look() {
  const t = more.value.settings;
  const c = comfort.value;
  return (
    <>
      <Row
        legend={t.language}
        name="language"
        value={language.value}
        options={[
          ["zh-CN", "中文"],
          ["en", "English"],
        ]}
        set={(name) => switchLanguage(name as Language)}
      />
      <Row
        legend={c.size}
        name="text"
        value={textSize.value}
        options={textSizes.map((size) => [size, c.sizes[size]!])}
        set={setTextSize}
      />
      {shownSize() !== textSize.value && <p class="quiet">{c.elderSize}</p>}
      <label class="switch">
        <span>
          <b>{c.elder}</b>
          <small>{c.elderHow}</small>
        </span>
        <input
          type="checkbox"
          checked={elder.value === "on"}
          onChange={(event) => setElder(event.currentTarget.checked ? "on" : "")}
        />
      </label>
      <Row
        legend={t.theme}
        name="theme"
        value={theme.value}
        options={Object.entries(t.themes)}
        set={setTheme}
      />
    </>
  );
}
