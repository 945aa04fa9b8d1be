import type { Log } from "../../core/log.ts";
import { failureFields } from "./failure.ts";

/** The door that events come in by. */
export interface Intake {
  /** Starts `handOver` unless the door is closed, and resolves when it has ended. What it throws is logged. */
  take(handOver: () => Promise<void>): Promise<void>;
  /** Closes the door; resolves when nothing is being handed over any more. */
  stop(): Promise<void>;
}

export function createIntake(log: Log): Intake {
  const underWay = new Set<Promise<void>>();
  let open = true;

  async function run(handOver: () => Promise<void>): Promise<void> {
    try {
      await handOver();
    } catch (error) {
      log.error("A Discord event could not be handed over", failureFields(error));
    }
  }

  return {
    async take(handOver) {
      if (!open) return;
      const work = run(handOver).finally(() => underWay.delete(work));
      underWay.add(work);
      await work;
    },
    async stop() {
      open = false;
      await Promise.all(underWay);
    },
  };
}
