const ANNOUNCED_MS = 3000;

/** Says sentences to screen readers on `line`, once each: who reads on through the page would otherwise come upon them again. */
export function createAnnouncer(line: HTMLElement): (sentence: string) => void {
  let timer = 0;
  return (sentence) => {
    line.textContent = sentence;
    clearTimeout(timer);
    timer = setTimeout(() => (line.textContent = ""), ANNOUNCED_MS);
  };
}
