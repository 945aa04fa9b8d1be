import type { Check } from "./check.ts";
import { databaseCheck } from "./checks/database.ts";
import { dataDirCheck, modelsDirCheck } from "./checks/folders.ts";
import { documentsCheck } from "./checks/documents.ts";
import { memoryCheck } from "./checks/memory.ts";
import { embeddingModelCheck, modelFileCheck, rankingModelCheck } from "./checks/model-file.ts";
import { modelLibraryCheck } from "./checks/model-library.ts";
import { nodeVersionCheck } from "./checks/node-version.ts";
import { pinnedAnswersCheck } from "./checks/pinned-answers.ts";
import { discordCheck, telegramCheck } from "./checks/platforms.ts";
import { processorCheck } from "./checks/processor.ts";
import { runningCheck } from "./checks/running.ts";
import { settingsCheck } from "./checks/settings.ts";
import { webPortCheck } from "./checks/web-port.ts";
import type { Situation } from "./situation.ts";

/** Everything that is looked at, from the machine upwards. */
export function allChecks(situation: Situation): readonly Check[] {
  return [
    nodeVersionCheck,
    processorCheck,
    modelLibraryCheck,
    memoryCheck,
    settingsCheck,
    dataDirCheck,
    databaseCheck,
    modelsDirCheck,
    modelFileCheck,
    documentsCheck,
    embeddingModelCheck,
    rankingModelCheck,
    pinnedAnswersCheck,
    discordCheck,
    telegramCheck,
    webPortCheck,
    runningCheck,
  ].map((check) => check(situation));
}
