import { listRegister, type RegisterEntry } from "../server/organisations/register.ts";
import { loadReference } from "../server/reference/load.ts";
import type { SeedExpert } from "./demo/experts.ts";
import type { SeedNeed } from "./demo/needs.ts";
import type { SeedOrganisation } from "./demo/organisations.ts";
import { generateExpert, type Workplace } from "./generator/experts.ts";
import { generateNeed } from "./generator/needs.ts";
import { generateOrganisation, organisationBase } from "./generator/organisations.ts";
import { type Random, randomFor } from "./generator/random.ts";
import { drawerFor } from "./generator/subjects.ts";

/** Things in batches, so that 100,000 of them are never all in memory. */
export type World = {
  organisations: Iterable<SeedOrganisation[]>;
  experts: Iterable<SeedExpert[]>;
  needs: Iterable<SeedNeed[]>;
};

export type WorldOptions = {
  /** How many experts, needs and organisations, each. */
  scale: number;
  /** Availability and periods lie after it, the past before it. */
  now: Date;
  batchSize?: number;
};

/**
 * A made-up world on real places: `scale` organisations (the official register's authorities, larger ones first, then associations and
 * syndicates beside its communes), as many experts and as many needs, written with the words of the reference lists. The same scale
 * and moment give the same world; the n-th expert or need is the same at every larger scale but for where it works.
 */
export async function generateWorld({ scale, now, batchSize = 1000 }: WorldOptions): Promise<World> {
  const reference = loadReference();
  const draw = drawerFor(reference);
  const register = await listRegister();
  const communes = register.filter((entry) => entry.kind === "commune");
  const base = (index: number) => organisationBase(index, register, communes);
  const workplace = workplaces(register.slice(0, scale), (index) => base(index).id);
  return {
    organisations: inBatches(scale, batchSize, (index) =>
      generateOrganisation(base(index), draw, reference.groups),
    ),
    experts: inBatches(scale, batchSize, (index) => generateExpert(index, now, draw, workplace)),
    needs: inBatches(scale, batchSize, (index) => {
      const asker = randomFor(`asker ${index}`).int(0, scale - 1);
      return generateNeed(index, now, draw, base(asker).id);
    }),
  };
}

/** People live all over France: a place is drawn among authorities that have a département, and may employ them. */
function workplaces(
  entries: RegisterEntry[],
  idOf: (index: number) => string,
): (random: Random) => Workplace {
  const places = entries
    .map(({ departement }, index) => ({ departement, index }))
    .filter(({ departement }) => departement !== null);
  if (places.length === 0) return () => ({ departement: null, organisation: null });
  return (random) => {
    const { departement, index } = random.pick(places);
    return { departement, organisation: random.chance(0.7) ? idOf(index) : null };
  };
}

function inBatches<T>(total: number, size: number, make: (index: number) => T): Iterable<T[]> {
  return {
    *[Symbol.iterator]() {
      for (let start = 0; start < total; start += size) {
        yield Array.from({ length: Math.min(size, total - start) }, (_, offset) => make(start + offset));
      }
    },
  };
}
