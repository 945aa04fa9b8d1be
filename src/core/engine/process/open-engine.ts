import type { EngineSettings } from "../protocol.ts";
import { openLlama } from "./llama.ts";
import { engineRelease } from "./parking/engine-release.ts";
import { parkingIdentity } from "./parking/identity.ts";
import { fingerprintModel } from "./parking/model-fingerprint.ts";
import { openParking, type Parking } from "./parking/parking.ts";
import { createPlaces, type Places } from "./places.ts";
import { prime } from "./prime.ts";
import { createPrompts, type Prompts } from "./prompts.ts";
import type { TokenModel } from "./token-model.ts";

/** All that the loop works with. */
export interface Engine {
  readonly model: TokenModel;
  readonly prompts: Prompts;
  readonly places: Places;
  /** Keeps what is worth keeping, and lets go of the model. */
  close(): Promise<void>;
}

/** Loads the model, opens what was parked and reads the system prompt. Throws {@link ModelError}. */
export async function openEngine(
  settings: EngineSettings,
  onProblem: (error: unknown) => void,
): Promise<Engine> {
  const model = await openLlama({ ...settings, sequences: settings.parallel });
  const prompts = createPrompts(model);
  const head = prompts.head(settings.system);
  const parking = await openParkingFor(model, settings, onProblem);
  await prime(model.sequences, head, settings.parking?.folder ?? null, onProblem);
  const places = createPlaces({
    sequences: model.sequences,
    prompts,
    parking,
    head,
    now: () => performance.now(),
  });
  return {
    model,
    prompts,
    places,
    async close() {
      await places.parkAll();
      await parking?.close();
      await model.dispose();
    },
  };
}

async function openParkingFor(
  { frame }: TokenModel,
  { parking, modelPath, contextTokens, parallel }: EngineSettings,
  onProblem: (error: unknown) => void,
): Promise<Parking | null> {
  if (!parking) return null;
  const identity = parkingIdentity({
    model: await fingerprintModel(modelPath),
    frame,
    contextTokens,
    sequences: parallel,
    release: engineRelease(),
  });
  return openParking({ ...parking, identity, onProblem });
}
