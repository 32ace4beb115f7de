// Debian's Firefox, by WebDriver BiDi, in Chinese.
import { existsSync } from "node:fs";
import puppeteer from "puppeteer-core";
import { no_server } from "../../support/server.mjs";

const executablePath = process.env.XINQIAO_FIREFOX ?? "/usr/bin/firefox-esr";
const missing = "firefox-esr is not installed (script/setup does it)";

// Why a test that needs it is left out; false: it is not.
export const no_firefox = no_server || (existsSync(executablePath) ? false : missing);

export const launch_firefox = () =>
  puppeteer.launch({
    ...{ browser: "firefox", executablePath, headless: true, protocolTimeout: 60_000 },
    extraPrefsFirefox: { "intl.accept_languages": "zh-CN, zh" },
  });
