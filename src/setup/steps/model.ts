import { readSettings } from "../../doctor/usable-settings.ts";
import { formatBytes } from "../../models/format-bytes.ts";
import { expectedSpeed, modelOffers, recommendModel } from "../model-advice.ts";
import { problemWith } from "../problem-with.ts";
import type { Talk } from "../talk.ts";

/** Which model, with what it takes and gives on this machine. */
export async function askForModel({ prompt, questions, texts, draft, machine }: Talk): Promise<void> {
  const { cpu, physicalCores, cpuFeatures, availableBytes } = machine;
  const offers = modelOffers(readSettings(draft.all()).config, machine.tuned === true);
  const recommended = recommendModel(machine, offers);
  const features = [...(cpuFeatures ?? [])].join(", ");
  prompt.say(texts.model);
  prompt.say(texts.machine(cpu, physicalCores, features, formatBytes(availableBytes)));
  prompt.say(`${texts.measured} ${texts.expected(expectedSpeed(machine))}`);

  const current = draft.get("MODEL");
  const names = offers.map(({ name }) => name);
  const known = names.findIndex((name) => name === current.toLowerCase());
  const isOther = current !== "" && known === -1;
  const options = [
    ...offers.map(({ name, diskBytes, memoryBytes, tokensPerSecond }) =>
      texts.offer({
        name,
        disk: formatBytes(diskBytes),
        memory: formatBytes(memoryBytes),
        tokensPerSecond,
        recommended: name === recommended,
        tooLarge: memoryBytes > availableBytes,
      }),
    ),
    texts.otherModel(isOther ? current : ""),
  ];
  const usual = isOther ? offers.length : known === -1 ? names.indexOf(recommended) : known;
  const chosen = names[await questions.choice(options, usual)];
  const name =
    chosen ??
    (await questions.text(texts.askModel, isOther ? current : "", (text) => problemWith("MODEL", text)));
  if (name !== current) draft.set("MODEL", name);
}
