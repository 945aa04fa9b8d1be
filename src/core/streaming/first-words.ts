const ENOUGH_LENGTH = 24;
const WHOLE_SENTENCE = /[。！？]|[.!?…](?=\s)/u;

/** Whether `text` is enough to be worth a notification: 24 characters, or one whole sentence. */
export function hasFirstWords(text: string): boolean {
  const words = text.trimStart();
  return words.trimEnd().length >= ENOUGH_LENGTH || WHOLE_SENTENCE.test(words.slice(0, ENOUGH_LENGTH + 1));
}
