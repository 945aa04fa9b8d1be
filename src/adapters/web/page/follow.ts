/** So near the end counts as at it, in pixels. */
const NEAR = 64;

/** Keeps the newest words in sight for as long as the person has not scrolled away from them. */
export interface Follower {
  /** To be called after the content has changed. */
  contentChanged(): void;
  /** Goes to the end, and stays there from now on. */
  toEnd(): void;
}

/** Follows only while `hasWords`: a greeting is read from its top. `onAway` hears whether the person is away from the end, each time that changes. */
export function createFollower(
  scroller: HTMLElement,
  hasWords: () => boolean,
  onAway: (away: boolean) => void,
): Follower {
  let following = true;
  let lastTop = 0;

  function distance(): number {
    return scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
  }

  function follow(next: boolean): void {
    if (next === following) return;
    following = next;
    onAway(!next);
  }

  function contentChanged(): void {
    if (following) scroller.scrollTop = hasWords() ? scroller.scrollHeight : 0;
    else if (distance() <= NEAR) follow(true);
  }

  scroller.addEventListener(
    "scroll",
    () => {
      const movedUp = scroller.scrollTop < lastTop;
      lastTop = scroller.scrollTop;
      // Content that grows also moves us from the end; only a movement upwards is the person's wish.
      if (distance() <= NEAR) follow(true);
      else if (movedUp) follow(false);
    },
    { passive: true },
  );
  // A keyboard that slides in, or a window that changes, moves the end as well.
  new ResizeObserver(contentChanged).observe(scroller);

  return {
    contentChanged,
    toEnd() {
      follow(true);
      contentChanged();
    },
  };
}
