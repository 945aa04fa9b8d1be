import { CONTRACT_DOCUMENTS, knowledgeContract } from "../contracts/knowledge.ts";
import { createScriptedKnowledge, scriptedPassage } from "./scripted-knowledge.ts";

knowledgeContract("the scripted knowledge", () => {
  const knowledge = createScriptedKnowledge(
    Object.entries(CONTRACT_DOCUMENTS).map(([file, text]) => scriptedPassage(file, text)),
  );
  return Promise.resolve({
    knowledge,
    add(file, text) {
      knowledge.passages = [...knowledge.passages, scriptedPassage(file, text)];
    },
    remove(path) {
      knowledge.passages = knowledge.passages.filter(({ file }) => file !== path);
    },
  });
});
