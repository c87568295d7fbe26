import { statfs } from "node:fs/promises";
import { isOutOfSpace } from "../errors.ts";

/** Below this share of free space people are warned, before anything is refused. */
const LOW = 0.05;

export type SpaceState = {
  /** false from the first write that found no room until one succeeds again. */
  writable: boolean;
  /** Of the disk of the data directory; null where the system does not tell. */
  freeShare: number | null;
  low: boolean;
};

/** The room that is left for what is stored. */
export type Space = {
  /** Told of every failure. @returns whether it was for want of room. */
  note: (error: unknown) => boolean;
  state: () => Promise<SpaceState>;
};

type Options = {
  dir: string;
  /** Writes something small. @throws where nothing can be written. */
  write: () => Promise<unknown>;
  /** Called once, when a disk is found full; again only after it had room meanwhile. */
  onFull: () => void;
};

/** Watches the room on the disk: by what writes say, and by what the system tells of it. */
export function watchSpace({ dir, write, onFull }: Options): Space {
  let full = false;
  const note = (error: unknown): boolean => {
    if (!isOutOfSpace(error)) return false;
    if (!full) onFull();
    full = true;
    return true;
  };
  return {
    note,
    async state() {
      // Only a disk that was full is written to, to see whether it still is.
      if (full) {
        await write().then(
          () => {
            full = false;
          },
          () => {},
        );
      }
      const freeShare = await statfs(dir).then(
        ({ bavail, blocks }) => (blocks > 0 ? bavail / blocks : null),
        () => null,
      );
      return { writable: !full, freeShare, low: freeShare !== null && freeShare < LOW };
    },
  };
}
