/** One thing that was said in a channel, by a person or by the bot; what history keeps and the model reads. */
export type Turn =
  | {
      readonly role: "user";
      /** The person's name as people see it; empty where only one person can speak. */
      readonly speaker: string;
      readonly text: string;
    }
  | {
      readonly role: "assistant";
      /** Exactly what people were shown, without marks such as "stopped". */
      readonly text: string;
    };
