/**
 * Changes `old` into `fresh`, touching only what differs, and returns what then stands in its place. A growing text keeps its
 * nodes, so a selection, a focused button and a scroll position survive.
 */
export function morph(old: Node, fresh: Node): Node {
  if (old instanceof Text && fresh instanceof Text) {
    if (old.data !== fresh.data) grow(old, fresh.data);
    return old;
  }
  if (!(old instanceof Element) || !(fresh instanceof Element) || !sameShell(old, fresh)) {
    old.parentNode?.replaceChild(fresh, old);
    return fresh;
  }
  const olds = [...old.childNodes];
  const freshes = [...fresh.childNodes];
  for (const [index, child] of freshes.entries()) {
    const counterpart = olds[index];
    if (counterpart) morph(counterpart, child);
    else old.append(child);
  }
  for (const leftOver of olds.slice(freshes.length)) leftOver.remove();
  return old;
}

/** Appending keeps a selection; setting the whole would lose it. */
function grow(text: Text, data: string): void {
  if (data.startsWith(text.data)) text.appendData(data.slice(text.data.length));
  else text.data = data;
}

function sameShell(a: Element, b: Element): boolean {
  return (
    a.tagName === b.tagName &&
    a.attributes.length === b.attributes.length &&
    [...a.attributes].every(({ name, value }) => b.getAttribute(name) === value)
  );
}
