/** How many a group needs, and who could be counted for it, by account id. */
export interface GroupNeed {
  readonly needed: number;
  readonly candidates: ReadonlySet<number>;
}

/**
 * Gives each approver to one group at most, so that as many places as possible are filled (issue: several groups for one
 * role). Counting each group by itself would let one person stand for two, and taking people in order could leave a group
 * empty that a change of places fills: this is a maximum matching by augmenting paths. Returns each group's people in the order of their ids.
 */
export function assignApprovers(groups: readonly GroupNeed[]): readonly (readonly number[])[] {
  const places: number[][] = groups.map(() => []);
  const people = new Set(groups.flatMap((group) => [...group.candidates]));
  for (const person of [...people].sort((a, b) => a - b)) findPlace(person, groups, places, new Set());
  return places.map((ids) => ids.sort((a, b) => a - b));
}

/** Finds a place for a person, moving others if need be; `tried` keeps the walk finite. */
function findPlace(person: number, groups: readonly GroupNeed[], places: number[][], tried: Set<number>): boolean {
  for (const [index, group] of groups.entries()) {
    const taken = places[index];
    if (taken === undefined || tried.has(index) || !group.candidates.has(person)) continue;
    tried.add(index);
    if (taken.length < group.needed) {
      taken.push(person);
      return true;
    }
    for (const [place, other] of taken.entries()) {
      if (findPlace(other, groups, places, tried)) {
        taken[place] = person;
        return true;
      }
    }
  }
  return false;
}
