/** A name without its prefix, which every file may choose for itself. */
export function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** The value of the attribute with that local name. */
export function attributeOf(attributes: Readonly<Record<string, string>>, name: string): string | undefined {
  const key = Object.keys(attributes).find((key) => localName(key) === name);
  return key === undefined ? undefined : attributes[key];
}
