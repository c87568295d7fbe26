/**
 * French territories that funders name: regions of today and of before 2016, départements by name, river basins.
 * Départements by region: INSEE, official geographic code 2024. Basins: districts of the six water agencies; a
 * département that two basins share is listed in both, and then only an address settles it.
 */

const REGIONS: Record<string, string> = {
  "Auvergne-Rhône-Alpes": "01 03 07 15 26 38 42 43 63 69 73 74",
  "Bourgogne-Franche-Comté": "21 25 39 58 70 71 89 90",
  Bretagne: "22 29 35 56",
  "Centre-Val de Loire": "18 28 36 37 41 45",
  Corse: "2A 2B 20",
  "Grand Est": "08 10 51 52 54 55 57 67 68 88",
  "Hauts-de-France": "02 59 60 62 80",
  "Île-de-France": "75 77 78 91 92 93 94 95",
  Normandie: "14 27 50 61 76",
  "Nouvelle-Aquitaine": "16 17 19 23 24 33 40 47 64 79 86 87",
  Occitanie: "09 11 12 30 31 32 34 46 48 65 66 81 82",
  "Pays de la Loire": "44 49 53 72 85",
  "Provence-Alpes-Côte d'Azur": "04 05 06 13 83 84",
  "Languedoc-Roussillon": "11 30 34 48 66",
  "Midi-Pyrénées": "09 12 31 32 46 65 81 82",
  Guadeloupe: "971",
  Martinique: "972",
  Guyane: "973",
  "La Réunion": "974",
  Mayotte: "976",
  "Saint-Martin": "978",
  Savoie: "73",
  "Haute-Savoie": "74",
  "Hautes-Alpes": "05",
  "Alpes-de-Haute-Provence": "04",
  "Alpes-Maritimes": "06",
};

const BASINS: Record<string, string> = {
  "Bassin Rhône-Méditerranée":
    "01 04 05 06 07 11 13 21 25 26 30 34 38 39 42 66 69 70 71 73 74 83 84 88 90 12 48 52",
  "Bassin Corse": "2A 2B 20",
  "Bassin Adour-Garonne": "09 12 15 16 17 19 24 31 32 33 40 46 47 64 65 81 82 48 11 34 23 63 87",
  "Bassin Seine-Normandie": "02 08 10 14 27 28 50 51 52 55 60 61 75 76 77 78 89 91 92 93 94 95 21 45 58",
  "Bassin Loire-Bretagne":
    "03 18 22 23 29 35 36 37 41 43 44 45 49 53 56 58 63 72 79 85 86 87 42 71 07 15 16 17 28 48 50 61",
  "Bassin Rhin-Meuse": "54 55 57 67 68 88 08 52",
  "Bassin Artois-Picardie": "59 62 80 02",
};

export type TerritoryFit = "inside" | "outside" | "shared" | "unknown";

/** Whether a département lies in one of the territories; `shared` where a basin holds only a part of it. */
export function territoryFit(territories: readonly string[], departement: string | null): TerritoryFit {
  if (!departement) return "unknown";
  let known = false;
  for (const name of territories) {
    const list = (REGIONS[name] ?? BASINS[name])?.split(" ");
    if (!list) continue;
    known = true;
    if (!list.includes(departement)) continue;
    return name in BASINS && basinsOf(departement) > 1 ? "shared" : "inside";
  }
  return known ? "outside" : "unknown";
}

function basinsOf(departement: string): number {
  return Object.values(BASINS).filter((list) => list.split(" ").includes(departement)).length;
}
