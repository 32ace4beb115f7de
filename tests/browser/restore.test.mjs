// What people see when their server is restored from a backup: the real page, the real server. What
// was said since the backup is named and can be said again; nobody signs in anew.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { run } from "../support/server.mjs";
import { kept } from "./support/kept.mjs";
import {
  House,
  bubble,
  desk,
  phone,
  say,
  sent,
  skip,
  texts,
  until,
  watch,
} from "./support/house.mjs";

let house;
before(async () => {
  if (!skip) house = await House.open({ members: 2, rooms: 1 });
});
after(() => house?.close());

async function succeeded(...args) {
  const ended = await run(...args);
  assert.equal(ended.code, 0, `${args[0]}: ${ended.stdout}${ended.stderr}`);
}

test("after a restore the words that are lost are named and said again", { skip }, async () => {
  const { server } = house;
  const ann = await house.comeIn(0, phone);
  const bo = await house.comeIn(1, desk);
  await house.enterRoom(ann);
  await house.enterRoom(bo);
  await say(ann, "备份之前说的");
  await bubble(bo, "备份之前说的").waitFor();
  await sent(ann, "备份之前说的").waitFor();
  const backup = join(server.folder, "backup");
  await succeeded("backup", "--data", server.data, "--to", backup);
  await say(ann, "备份之后说的");
  await bubble(bo, "备份之后说的").waitFor();
  await sent(ann, "备份之后说的").waitFor(); // or it is no word that is lost

  await server.kill();
  const fresh = join(server.folder, "fresh");
  await succeeded("restore", "--from", backup, "--data", fresh);
  server.data = fresh;
  await server.serve(server.host);

  const lost = ann.locator("article.failed");
  await lost.waitFor({ timeout: 30_000 });
  await until(
    () => lost.innerText(),
    (text) => /备份之后说的.*丢失/s.test(text),
    "why it is there",
  );
  await lost.getByRole("button", { name: "重新发送" }).click();
  const all = ["备份之前说的", "备份之后说的"];
  for (const page of [ann, bo]) {
    const since = async () => (await texts(page)).filter((text) => text.startsWith("备份之"));
    await until(since, (list) => list.join() === all.join(), "both words, once", 30_000);
  }
  assert.deepEqual(ann.trouble, []);
});

test("also in a browser that was closed meanwhile", { skip }, async () => {
  const { server } = house;
  const ann = await house.comeIn(0, desk);
  await house.enterRoom(ann);
  const before = join(server.folder, "before");
  await say(ann, "关机前、备份前");
  await sent(ann, "关机前、备份前").waitFor();
  await succeeded("backup", "--data", server.data, "--to", before);
  await say(ann, "关机前、备份后");
  await sent(ann, "关机前、备份后").waitFor();
  await until(
    () => kept(ann),
    (lines) => lines.includes("关机前、备份后"),
    "it to be kept",
  );
  const context = ann.context();
  const address = ann.url();
  await ann.close();

  await server.kill();
  const older = join(server.folder, "older");
  await succeeded("restore", "--from", before, "--data", older);
  server.data = older;
  await server.serve(server.host);

  const again = await context.newPage();
  watch(again);
  await again.goto(address);
  const lost = again.locator("article.failed");
  await lost.waitFor({ timeout: 30_000 });
  await until(
    () => lost.innerText(),
    (text) => /关机前、备份后.*丢失/s.test(text),
    "why it is there",
  );
  await lost.getByRole("button", { name: "重新发送" }).click();
  const all = ["关机前、备份前", "关机前、备份后"];
  const since = async () => (await texts(again)).filter((text) => text.startsWith("关机前"));
  await until(since, (list) => list.join() === all.join(), "both words, once", 30_000);
  assert.deepEqual(again.trouble, []);
});
