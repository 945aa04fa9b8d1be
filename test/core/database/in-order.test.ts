import { expect, it } from "vitest";
import { createKeyedOrder } from "../../../src/core/database/in-order.ts";
import { settle } from "../../fakes/manual-clock.ts";

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

it("keeps the order of one key and lets another overtake", async () => {
  const order = createKeyedOrder();
  const done: string[] = [];
  const { open, opened } = gate();
  const all = [
    order.run(["cats"], async () => {
      await opened;
      done.push("cats 1");
    }),
    order.run(["cats"], async () => void done.push("cats 2")),
    order.run(["dogs"], async () => void done.push("dogs 1")),
  ];
  await settle();
  open();
  await Promise.all(all);
  expect(done).toEqual(["dogs 1", "cats 1", "cats 2"]);
});

it("goes on after a task that fails, and tells only who ran it", async () => {
  const order = createKeyedOrder();
  const failing = order.run(["cats"], () => Promise.reject(new Error("no")));
  const next = order.run(["cats"], () => Promise.resolve("yes"));
  await expect(failing).rejects.toThrow("no");
  expect(await next).toBe("yes");
});

it("is idle when everything has ended", async () => {
  const order = createKeyedOrder();
  await order.idle();
  const { open, opened } = gate();
  let idle = false;
  const ran = order.run(["cats"], () => opened);
  const waited = order.idle().then(() => (idle = true));
  await settle();
  expect(idle).toBe(false);
  open();
  await Promise.all([ran, waited]);
  expect(idle).toBe(true);
});

it("runs what concerns two keys after what came before in either, and before what comes after", async () => {
  const order = createKeyedOrder();
  const done: string[] = [];
  const { open, opened } = gate();
  const all = [
    order.run(["cats"], async () => {
      await opened;
      done.push("cats 1");
    }),
    order.run(["cats", "dogs"], async () => void done.push("both")),
    order.run(["dogs"], async () => void done.push("dogs 1")),
    order.run(["dogs", "cats"], async () => void done.push("both again")),
  ];
  await settle();
  expect(done).toEqual([]);
  open();
  await Promise.all(all);
  expect(done).toEqual(["cats 1", "both", "dogs 1", "both again"]);
});
