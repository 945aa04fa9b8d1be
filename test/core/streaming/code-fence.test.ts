import { expect, it } from "vitest";
import { closeFences, withoutHalfMarker } from "../../../src/core/streaming/code-fence.ts";

it.each([
  ["```js\nlet a = 1;", "```js\nlet a = 1;\n```"],
  ["```js\nlet a = 1;\n", "```js\nlet a = 1;\n```"],
  ["```", "```\n```"],
  ["~~~~\n```\ncode\n```\n~~~", "~~~~\n```\ncode\n```\n~~~\n~~~~"],
  ["   ```\nlet a", "   ```\nlet a\n```"],
  ["```js\r\nlet a\r\n```js\r\n", "```js\r\nlet a\r\n```js\r\n```"],
])("closes the block that %j leaves open", (text, closed) => {
  expect(closeFences(text)).toBe(closed);
});

it.each([
  "Hello",
  "```js\nlet a;\n```",
  "```js\nlet a;\n`````  \nmore",
  "```js\r\nlet a;\r\n```\r\nmore",
  "```so``` is code",
  "    ```\nindented too far",
  "not at ``` the start",
  "`".repeat(100),
])("adds nothing to %j", (text) => {
  expect(closeFences(text)).toBe(text);
});

it.each([
  ["Look:\n``", "Look:\n"],
  ["Look:\n```", "Look:\n"],
  ["Look:\n```pyth", "Look:\n"],
  ["Look:\n  ~~~", "Look:\n"],
  ["```py\nprint()\n`", "```py\nprint()\n"],
])("keeps the marker at the end of %j back until it is whole", (text, rest) => {
  expect(withoutHalfMarker(text)).toBe(rest);
});

it.each(["Look:\n`code`", "Look:\n```py\n", "Look: ```", "Look:\n`co"])(
  "holds nothing back of %j",
  (text) => {
    expect(withoutHalfMarker(text)).toBe(text);
  },
);
