/** What a model was trained to read before a text, so that it knows what the text is for. */
export interface Prompts {
  readonly question: string;
  readonly passage: string;
}

const NOTHING: Prompts = { question: "", passage: "" };
const WEB_SEARCH =
  "Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery:";

/**
 * As the model cards have it: huggingface.co/intfloat/multilingual-e5-small and -large-instruct, BAAI/bge-small-en-v1.5 and
 * -zh-v1.5, nomic-ai/nomic-embed-text-v1.5, google/embeddinggemma-300m and Qwen/Qwen3-Embedding-0.6B. Models that are not
 * listed here, such as bge-m3, gte and the MiniLM ones, want nothing.
 */
const KNOWN: readonly (readonly [name: RegExp, prompts: Prompts])[] = [
  [/\be5-.*instruct/, { question: `${WEB_SEARCH} `, passage: "" }],
  [/\be5-(?:small|base|large)/, { question: "query: ", passage: "passage: " }],
  [
    /\bbge-(?:small|base|large)-en/,
    { question: "Represent this sentence for searching relevant passages: ", passage: "" },
  ],
  [/\bbge-(?:small|base|large)-zh/, { question: "为这个句子生成表示以用于检索相关文章：", passage: "" }],
  [/\bnomic-embed-text/, { question: "search_query: ", passage: "search_document: " }],
  [/\bembeddinggemma/, { question: "task: search result | query: ", passage: "title: none | text: " }],
  [/\bqwen3-embedding/, { question: WEB_SEARCH, passage: "" }],
];

/** What the model wants that one of `names` names, be it in its file or by the name of that; the first that is known counts. */
export function promptsFor(names: readonly string[]): Prompts {
  for (const name of names) {
    const plain = name.toLowerCase().replaceAll(/[\s_]+/g, "-");
    const known = KNOWN.find(([pattern]) => pattern.test(plain));
    if (known) return known[1];
  }
  return NOTHING;
}
