/** What stands below one heading of a document, or a part of that. */
export interface Section {
  /** The document's title and the headings above the text, outermost first; never empty. */
  readonly heading: readonly string[];
  /** Plain text or Markdown: blocks with a blank line between them. Never blank. */
  readonly text: string;
}
