/** A part of an ordered list. A limit of 0 asks for no item: only how many there are is wanted. */
export type Window = { skip: number; limit: number };

export type Windowed<T> = { items: T[]; total: number };

export const COUNT_ONLY: Window = { skip: 0, limit: 0 };

/** What a window needs of a query of Mongoose. */
type Ordered<T> = {
  skip(count: number): { limit(count: number): PromiseLike<T[]> };
  getFilter(): object;
  model: { countDocuments(filter: object): PromiseLike<number> };
};

/** A part of what a query finds, in its order, and how much it finds in all: counted, never loaded to be counted. */
export async function windowed<T>(query: Ordered<T>, { skip, limit }: Window): Promise<Windowed<T>> {
  const [items, total] = await Promise.all([
    limit === 0 ? [] : query.skip(skip).limit(limit),
    query.model.countDocuments(query.getFilter()),
  ]);
  return { items, total };
}
