import { expect, it } from "vitest";
import { openBench } from "./run-lantern.ts";
import { webPlatform } from "./rooms.ts";

it("counts what it answers, shows it at /status and /metrics, and still knows it after a restart", async () => {
  await using bench = await openBench();
  let lantern = await bench.start();
  await lantern.ready();
  const textOf = async (path: string) => (await fetch(lantern.url + path)).text();
  await webPlatform(() => lantern.url)
    .openRoom("secret-room")
    .ask("My name is Torvek", "Nice to meet you, Torvek!");
  const metrics = await textOf("/metrics");
  expect(metrics).toContain('lantern_answers_total{platform="web",ended="complete"} 1');
  expect(metrics).toMatch(/^lantern_engine_resident_bytes [1-9]\d+$/m);
  expect(metrics).toContain('lantern_platform_connected{platform="web"} 1');
  const status = await textOf("/status");
  expect(status).toMatch(/Last day\s*<b>1<\/b>/);
  for (const text of [metrics, status]) expect(text).not.toMatch(/Torvek|secret-room/);

  lantern.kill("SIGTERM");
  expect(await lantern.exited).toBe(0);
  lantern = await bench.start();
  await lantern.ready();
  expect(await textOf("/status")).toMatch(/Last day\s*<b>1<\/b>/);
  expect(await textOf("/metrics")).not.toContain("lantern_answers_total{");
});
