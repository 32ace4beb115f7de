// What a browser keeps of the rooms, as text; "" while it keeps nothing.
export const kept = (page) =>
  page.evaluate(async () => {
    const name = `xinqiao-rooms-${localStorage.getItem("xinqiao.member")}`;
    const found = await indexedDB.databases();
    if (!found.some((one) => one.name === name)) return "";
    const answer = (asked) =>
      new Promise((done, fail) => {
        asked.onsuccess = () => done(asked.result);
        asked.onerror = () => fail(asked.error);
      });
    const db = await answer(indexedDB.open(name));
    const lines = await answer(db.transaction("lines").objectStore("lines").getAll());
    db.close();
    return JSON.stringify(lines);
  });
