/** The folder that the file `path` lies in; `.` for one that lies in none. Paths have `/` between folders. */
export function folderOf(path: string): string {
  const end = path.lastIndexOf("/");
  return end === -1 ? "." : path.slice(0, end);
}

/**
 * Those of `folders` that lie in one of `wanted` or are one. Names count letter for letter: what
 * is only another way to write a folder opens nothing.
 */
export function foldersWithin(folders: Iterable<string>, wanted: readonly string[]): readonly string[] {
  return [...folders].filter((folder) =>
    wanted.some((one) => folder === one || folder.startsWith(`${one}/`)),
  );
}

/** `folders` with the folders that they lie in, sorted. */
export function withParents(folders: Iterable<string>): readonly string[] {
  const all = new Set<string>();
  for (const folder of folders) {
    const names = folder.split("/");
    for (let depth = 1; depth <= names.length; depth++) all.add(names.slice(0, depth).join("/"));
  }
  return [...all].toSorted();
}
